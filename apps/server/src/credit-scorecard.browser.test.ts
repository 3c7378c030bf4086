import { readFileSync } from 'node:fs'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drop, problem, runButton, type SiteInBrowser, siteInBrowser, status, waitFor } from './fixture/browser.js'

const CREDIT = '/papers/credit-scorecard'

let site: SiteInBrowser
beforeAll(async () => {
  site = await siteInBrowser()
})
afterAll(() => site.close())

describe('a run', () => {
  test('draws its figures, tells its numbers and ends', async () => {
    await site.visit(CREDIT, async (page) => {
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
      await runButton(page).click()
      await waitFor(status(page), /^Done in [\d.]+ s on (one thread|\d+ threads)$/)
      await waitFor(page.locator('.results-origin'), /^Your run: seed 0/)
      expect(await page.locator('#run-panel .figure-canvas svg.marks').count()).toBe(5)
      expect(await page.locator('#run-panel .metrics dt').count()).toBeGreaterThan(10)
    })
  })

  test('gives the numbers of its link, and writes its link', async () => {
    await site.visit(`${CREDIT}?maxBins=4&method=quantile&seed=3#run`, async (page) => {
      expect(await page.locator('#run-maxBins').inputValue()).toBe('4')
      expect(await page.locator('#run-method').inputValue()).toBe('quantile')
      await page.locator('#run-maxBins').fill('5')
      expect(await page.locator('.control-slider').nth(0).inputValue()).toBe('5')
      await runButton(page).click()
      await waitFor(status(page), /^Done/)
      expect(new URL(page.url()).search).toBe('?method=quantile&maxBins=5&seed=3')
      expect(await page.locator('#call-panel').innerText()).toContain('--seed 3 --method quantile --maxBins 5')
      const metrics = await page.locator('#run-panel .metrics').innerText()
      await page.reload()
      await runButton(page).click()
      await waitFor(status(page), /^Done/)
      expect(await page.locator('#run-panel .metrics').innerText()).toBe(metrics)
    })
  })

  test('starts and stops by the space bar, and can start again', async () => {
    await site.visit(CREDIT, async (page) => {
      await page.keyboard.press('Space')
      await waitFor(page.locator('.run-button'), /^Stop$/)
      await page.keyboard.press('Space')
      await waitFor(status(page), /^(Stopped after|Done in)/)
      await page.keyboard.press('Space')
      await waitFor(status(page), /^Done/)
    })
  })

  test('refuses a parameter in its own words, and works afterwards', async () => {
    await site.visit(CREDIT, async (page) => {
      await page.locator('#run-maxBins').fill('99')
      await runButton(page).click()
      await waitFor(problem(page), /maxBins: is 99; an integer from 2 to 20 is needed/)
      await page.locator('#run-maxBins').fill('3')
      await runButton(page).click()
      await waitFor(status(page), /^Done/)
      expect(await problem(page).count()).toBe(0)
    })
  })

  test('can be taken away as pictures, tables and a report', async () => {
    await site.visit(
      CREDIT,
      async (page) => {
        const download = async (button: Locator) => {
          const [file] = await Promise.all([page.waitForEvent('download'), button.click()])
          return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) }
        }
        const figure = page.locator('#run-evidence')
        const recorded = await download(figure.getByRole('button', { name: 'CSV' }))
        expect(recorded.name).toBe('evidence.csv')
        await runButton(page).click()
        await waitFor(status(page), /^Done/)
        const svg = await download(figure.getByRole('button', { name: 'SVG' }))
        expect(svg.bytes.toString()).toMatch(/^<svg xmlns/)
        expect(svg.bytes.toString()).not.toContain('var(--')
        const png = await download(figure.getByRole('button', { name: 'PNG' }))
        expect([...png.bytes.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47])
        const report = await download(page.getByRole('button', { name: 'Save the report' }))
        expect(JSON.parse(report.bytes.toString())).toMatchObject({
          slug: 'credit-scorecard',
          seed: 0,
          profile: 'quick',
        })
      },
      { acceptDownloads: true },
    )
  })
})

describe('one’s own table', () => {
  /** Older people pay back: a table that a scorecard can be made of. */
  const loans = () => {
    const rows = Array.from({ length: 400 }, (_, i) => {
      const age = 20 + (i % 50)
      return `${age},${1000 + ((i * 37) % 900)},${(i * 7) % 50 > age - 20 ? 1 : 0}`
    })
    return `age,income,defaulted\n${rows.join('\n')}\n`
  }

  test('is run where it lies, and its columns are offered', async () => {
    await site.visit(CREDIT, async (page) => {
      await drop(page, [{ name: 'loans.csv', content: loans() }])
      await waitFor(page.locator('.files'), /loans\.csv/)
      await page.waitForFunction(() => document.querySelectorAll('#run-target-list option').length === 3)
      await runButton(page).click()
      await waitFor(status(page), /^Done/)
      await waitFor(page.locator('#run-ranking'), /loans\.csv/)
      await page.getByRole('button', { name: 'Back to the demonstration data' }).click()
      await waitFor(page.locator('.own-data'), /Demonstration data/)
    })
  })

  test.each([
    ['an empty file', { name: 'empty.csv', content: '' }, /empty\.csv is empty \(0 bytes\)/],
    ['another kind of file', { name: 'loans.xlsx', content: 'PK' }, /loans\.xlsx: this kind of file is not read/],
  ])('that is %s is refused before it is read', async (_, file, message) => {
    await site.visit(CREDIT, async (page) => {
      await drop(page, [file])
      await waitFor(page.locator('.own-data .problem'), message)
    })
  })

  test.each([
    ['has no numbers and no outcome', { name: 'words.csv', content: 'a,b\nx,y\nz,w\n' }],
    ['is half a Parquet file', { name: 'half.parquet', content: [0x50, 0x41, 0x52, 0x31, 21, 4, 21, 0, 0x50, 0x41] }],
    ['is no table', { name: 'noise.csv', content: [0, 255, 254, 1, 2, 3, 0, 0] }],
  ])('that %s is refused by the paper in words, and the page goes on working', async (_, file) => {
    await site.visit(CREDIT, async (page) => {
      await drop(page, [file])
      await waitFor(page.locator('.files'), new RegExp(file.name.replace('.', '\\.')))
      await runButton(page).click()
      const text = await waitFor(page.locator('.own-data .problem'), /These data can’t be used\s+\S+/)
      expect(text.length).toBeGreaterThan(40)
      await page.getByRole('button', { name: 'Back to the demonstration data' }).click()
      await runButton(page).click()
      await waitFor(status(page), /^Done/)
    })
  })

  test('of 200 MB is refused without being read', async () => {
    await site.visit(CREDIT, async (page) => {
      const transfer = await page.evaluateHandle(() => {
        const data = new DataTransfer()
        data.items.add(new File([new Uint8Array(200_000_000)], 'large.csv'))
        return data
      })
      await page.locator('.own-data').dispatchEvent('drop', { dataTransfer: transfer })
      await waitFor(page.locator('.own-data .problem'), /large\.csv has 200 MB; at most 100 MB are read in the page/)
    })
  })
})

describe('an exploration', () => {
  test('follows a line that is dragged or moved by keys', async () => {
    await site.visit(CREDIT, async (page) => {
      const cut = page.locator('.cut').nth(1)
      await cut.waitFor({ timeout: 20_000 })
      const before = Number(await cut.getAttribute('aria-valuenow'))
      await cut.focus()
      await page.keyboard.press('ArrowRight')
      await page.waitForFunction((was) => Number(document.querySelectorAll('.cut')[1]?.ariaValueNow) > was, before)
      const box = await cut.boundingBox()
      if (!box) throw new Error('the line has no place')
      await page.mouse.move(box.x + 12, box.y + 100)
      await page.mouse.down()
      await page.mouse.move(box.x + 60, box.y + 100, { steps: 4 })
      await page.mouse.up()
      const after = Number(await cut.getAttribute('aria-valuenow'))
      expect(after).toBeGreaterThan(before + 1)
      await cut.focus()
      const drawn = await page.evaluate(async () => {
        const line = document.querySelectorAll('.cut')[1]
        const picture = document.querySelector('#explore-cuts .figure-canvas')
        let pictures = 0
        for (let move = 0; move < 10 && line && picture; move++) {
          const next = new Promise<void>((resolve) => {
            const observer = new MutationObserver(() => {
              observer.disconnect()
              resolve()
            })
            observer.observe(picture, { subtree: true, attributes: true, childList: true })
          })
          line.dispatchEvent(
            new KeyboardEvent('keydown', { key: move % 2 ? 'ArrowLeft' : 'ArrowRight', bubbles: true }),
          )
          await next
          pictures++
          await new Promise((resolve) => setTimeout(resolve, 60))
        }
        return pictures
      })
      expect(drawn).toBe(10)
    })
  })
})

describe('the claims', () => {
  test('are measured in the page', async () => {
    await site.visit(CREDIT, async (page) => {
      await page.getByRole('button', { name: 'Measure the claims here' }).click()
      await page.getByRole('button', { name: 'Stop measuring' }).waitFor()
      await page.getByText('measured in this page').first().waitFor({ timeout: 30_000 })
      await page.getByRole('button', { name: 'Stop measuring' }).click()
      await waitFor(status(page), /^(Stopped after|Done in)/)
    })
  })
})
