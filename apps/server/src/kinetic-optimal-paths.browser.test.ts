import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drop, runButton, type SiteInBrowser, siteInBrowser, status, waitFor } from './fixture/browser.js'

const PAGE = '/papers/kinetic-optimal-paths'
const SMALL = `${PAGE}?points=150&samples=60&pairs=100`

let site: SiteInBrowser
beforeAll(async () => {
  site = await siteInBrowser()
})
afterAll(() => site.close())

describe('choosing a path', () => {
  test('runs to the end and draws the chord, the separation, the clouds and their distances', async () => {
    await site.visit(PAGE, async (page) => {
      await runButton(page).click()
      await waitFor(status(page), /^Done/, 60)
      for (const id of ['chord', 'separation', 'clouds', 'errors']) {
        await waitFor(page.locator(`#run-${id} figcaption`), /This run/)
        await page.locator(`#run-${id} .figure-canvas svg`).first().waitFor()
      }
      expect(await page.locator('#run-chord').innerText()).toMatch(/straight line: energy 0\.1\d/)
    })
  })

  test('takes a cloud from a file, and refuses one that it can’t use', async () => {
    const ring = Array.from({ length: 80 }, (_, i) => `${Math.cos(i)},${3 * Math.sin(i)}`).join('\n')
    await site.visit(SMALL, async (page) => {
      await drop(page, [{ name: 'ring.csv', content: `x,y\n${ring}\n` }])
      await waitFor(page.locator('.files'), /ring\.csv/)
      await runButton(page).click()
      await waitFor(status(page), /^Done/, 30)
      expect(await page.locator('#run-chord figcaption').innerText()).toContain('80 points of ring.csv')
      await page.getByRole('button', { name: 'Back to the demonstration data' }).click()
      await drop(page, [{ name: 'same.csv', content: 'x,y\n1,2\n1,2\n1,2\n' }])
      await waitFor(page.locator('.files'), /same\.csv/)
      await runButton(page).click()
      expect(await waitFor(page.locator('.own-data .problem'), /can’t be used\s+\S+/)).toMatch(
        /all points are the same/,
      )
    })
  })

  test('takes one cloud drawn by keyboard', async () => {
    await site.visit(SMALL, async (page) => {
      await page.getByRole('button', { name: 'Draw it' }).click()
      expect(await page.locator('.pad-sides input').count()).toBe(0)
      await page.locator('.pad-area').focus()
      for (let k = 0; k < 12; k++) {
        await page.keyboard.press(k % 3 ? 'ArrowRight' : 'ArrowDown')
        await page.keyboard.press('Enter')
      }
      await waitFor(page.locator('.pad-sides'), /points \(12\)/)
      await waitFor(page.locator('.files'), /drawing\.csv/)
      await runButton(page).click()
      await waitFor(status(page), /^Done/, 30)
      expect(await page.locator('#run-chord figcaption').innerText()).toContain('12 points of drawing.csv')
    })
  })

  test('a slider sets the number of steps', async () => {
    await site.visit(PAGE, async (page) => {
      const slider = page.locator('#explore-steps input[type=range], [id*=steps] input[type=range]').first()
      await slider.scrollIntoViewIfNeeded()
      await slider.focus()
      await page.keyboard.press('ArrowRight')
      await waitFor(page.locator('body'), /In 3 steps the/, 30)
    })
  })
})
