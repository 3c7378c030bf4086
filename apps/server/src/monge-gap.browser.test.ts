import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drop, runButton, type SiteInBrowser, siteInBrowser, status, waitFor } from './fixture/browser.js'

const MONGE = '/papers/monge-gap'

let site: SiteInBrowser
beforeAll(async () => {
  site = await siteInBrowser()
})
afterAll(() => site.close())

describe('learning a map', () => {
  test('draws while it runs, moves its progress, and ends', async () => {
    await site.visit(`${MONGE}?steps=300`, async (page) => {
      const seen = page.evaluate(async () => {
        const values: number[] = []
        const bar = document.querySelector<HTMLProgressElement>('.status progress')
        while (!document.querySelector('.status[data-phase=done]')) {
          if (bar && bar.value !== values.at(-1)) values.push(bar.value)
          await new Promise((resolve) => requestAnimationFrame(resolve))
        }
        return values
      })
      await runButton(page).click()
      await page.locator('#run-map .figure-canvas svg.marks').waitFor()
      await waitFor(status(page), /^Done/, 60)
      const values = await seen
      expect(values.length).toBeGreaterThan(10)
      expect([...values].sort((a, b) => a - b)).toEqual(values)
      expect(values.at(-1)).toBeGreaterThan(0.5) // a busy page may show the end instead of the last frames
      expect(await page.locator('#run-panel .sparkline').count()).toBe(2)
    })
  })

  test('stops, and starts again', async () => {
    await site.visit(`${MONGE}?steps=20000`, async (page) => {
      await runButton(page).click()
      await waitFor(page.locator('.status'), /[1-9]\d* %|fit/)
      await runButton(page).click()
      await waitFor(status(page), /^Stopped after/)
      await page.locator('#run-steps').fill('20')
      await runButton(page).click()
      await waitFor(status(page), /^Done/)
    })
  })

  test('takes two clouds from files', async () => {
    const cloud = (shift: number) =>
      `x,y\n${Array.from({ length: 40 }, (_, i) => `${Math.cos(i) + shift},${Math.sin(i * 2)}`).join('\n')}\n`
    await site.visit(`${MONGE}?steps=50`, async (page) => {
      await drop(page, [
        { name: 'before.csv', content: cloud(0) },
        { name: 'after.csv', content: cloud(2) },
      ])
      await waitFor(page.locator('.files'), /source before\.csv[\s\S]*target after\.csv/)
      await runButton(page).click()
      await waitFor(status(page), /^Done/)
      expect(await page.locator('#run-map figcaption').innerText()).toContain('40 source and 40 target points')
    })
  })

  test('takes two clouds drawn by pointer and by keyboard', async () => {
    await site.visit(`${MONGE}?steps=50`, async (page) => {
      await page.getByRole('button', { name: 'Draw it' }).click()
      const pad = page.locator('.pad-area')
      await pad.scrollIntoViewIfNeeded()
      const box = await pad.boundingBox()
      if (!box) throw new Error('the pad has no place')
      await page.mouse.move(box.x + 30, box.y + 30)
      await page.mouse.down()
      await page.mouse.move(box.x + 150, box.y + 60, { steps: 20 })
      await page.mouse.up()
      await page.locator('.pad-sides input').nth(1).check()
      await pad.focus()
      for (let k = 0; k < 12; k++) {
        await page.keyboard.press(k % 2 ? 'ArrowRight' : 'ArrowDown')
        await page.keyboard.press('Enter')
      }
      await waitFor(page.locator('.pad-sides'), /source \((1\d|2\d)\)[\s\S]*target \(12\)/)
      await runButton(page).click()
      await waitFor(status(page), /^Done/)
      expect(await page.locator('#run-map figcaption').innerText()).toContain('12 target points')
    })
  })

  test.each([
    ['holds a word where a number should be', 'x,y\n1,2\n3,four\n', /four/],
    ['has one column too many', 'x,y,z\n1,2,3\n4,5,6\n', /./],
  ])('refuses a cloud that %s, and goes on working', async (_, content, message) => {
    await site.visit(`${MONGE}?steps=20`, async (page) => {
      await drop(page, [
        { name: 'before.csv', content: 'x,y\n1,2\n3,4\n5,6\n' },
        { name: 'after.csv', content },
      ])
      await waitFor(page.locator('.files'), /after\.csv/)
      await runButton(page).click()
      expect(await waitFor(page.locator('.own-data .problem'), /can’t be used\s+\S+/)).toMatch(message)
      await page.getByRole('button', { name: 'Back to the demonstration data' }).click()
      await runButton(page).click()
      await waitFor(status(page), /^Done/)
    })
  })
})
