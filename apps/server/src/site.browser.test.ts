import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenOptions, type OpenPage, type SiteInBrowser, siteInBrowser } from './fixture/browser.js'

let site: SiteInBrowser
beforeAll(async () => {
  site = await siteInBrowser()
})
afterAll(() => site.close())

/** Visits a page, and afterwards asserts that it had nothing to complain about. */
async function visit(path: string, work: (page: Page) => Promise<void>, options: OpenOptions = {}): Promise<void> {
  const opened: OpenPage = await site.open(path, options)
  try {
    await work(opened.page)
    expect(opened.complaints).toEqual([])
  } finally {
    await opened.close()
  }
}

const CREDIT = '/papers/credit-scorecard'
const MONGE = '/papers/monge-gap'
const runButton = (page: Page) => page.locator('.run-button')
const status = (page: Page) => page.locator('.status [role=status]')
const problem = (page: Page) => page.locator('#run-panel .problem')

/** Waits until the text of a locator matches. */
async function waitFor(locator: Locator, pattern: RegExp, seconds = 30): Promise<string> {
  const end = performance.now() + seconds * 1000
  for (;;) {
    const text = await locator.innerText({ timeout: 1000 }).catch(() => '')
    if (pattern.test(text)) return text
    if (performance.now() > end)
      throw new Error(`waited ${seconds} s for ${pattern}; there was ${JSON.stringify(text)}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

/** Drops files of the given text or bytes on the page's drop zone. */
async function drop(page: Page, files: readonly { readonly name: string; readonly content: string | number[] }[]) {
  const transfer = await page.evaluateHandle((list) => {
    const data = new DataTransfer()
    for (const { name, content } of list) {
      data.items.add(new File([typeof content === 'string' ? content : new Uint8Array(content)], name))
    }
    return data
  }, files)
  await page.locator('.own-data').dispatchEvent('drop', { dataTransfer: transfer })
}

describe('the feed', () => {
  test('shows 27 papers in less than a second, and leads to one that runs', async () => {
    await visit('/', async (page) => {
      const [timing] = await page.evaluate(() =>
        performance.getEntriesByType('navigation').map((entry) => (entry as PerformanceNavigationTiming).loadEventEnd),
      )
      expect(timing).toBeLessThan(1000)
      expect(await page.locator('.entry').count()).toBe(27)
      await page.getByRole('link', { name: 'How sure can we be of a credit score?' }).click()
      expect(await page.locator('h1').innerText()).toBe('How sure can we be of a credit score?')
    })
  })

  test('weighs less than 150 kB, of which less than 9 kB are scripts', async () => {
    await visit('/', async (page) => {
      const sizes = await page.evaluate(() =>
        [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map((entry) => {
          const { name, encodedBodySize } = entry as PerformanceResourceTiming
          return { name, size: encodedBodySize }
        }),
      )
      const sum = (list: typeof sizes) => list.reduce((total, { size }) => total + size, 0)
      expect(sum(sizes)).toBeLessThan(150_000)
      expect(sum(sizes.filter(({ name }) => name.endsWith('.js')))).toBeLessThan(9_000)
    })
  })

  test('keeps a chosen theme, without a flash of the other', async () => {
    await visit(
      '/',
      async (page) => {
        const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
        expect(await background()).toBe('rgb(252, 252, 250)')
        await page.getByRole('button', { name: 'Change between light and dark' }).click()
        expect(await background()).toBe('rgb(20, 22, 26)')
        await page.goto(`${site.url}/about`)
        expect(await background()).toBe('rgb(20, 22, 26)')
      },
      { colorScheme: 'light' },
    )
  })
})

describe('a run', () => {
  test('draws its figures, tells its numbers and ends', async () => {
    await visit(CREDIT, async (page) => {
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
      await runButton(page).click()
      await waitFor(status(page), /^Done in [\d.]+ s on (one thread|\d+ threads)$/)
      await waitFor(page.locator('.results-origin'), /^Your run: seed 0/)
      expect(await page.locator('#run-panel .figure-canvas svg.marks').count()).toBe(5)
      expect(await page.locator('#run-panel .metrics dt').count()).toBeGreaterThan(10)
    })
  })

  test('gives the numbers of its link, and writes its link', async () => {
    await visit(`${CREDIT}?maxBins=4&method=quantile&seed=3#run`, async (page) => {
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
    await visit(CREDIT, async (page) => {
      await page.keyboard.press('Space')
      await waitFor(page.locator('.run-button'), /^Stop$/)
      await page.keyboard.press('Space')
      await waitFor(status(page), /^(Stopped after|Done in)/, 2)
      await page.keyboard.press('Space')
      await waitFor(status(page), /^Done/)
    })
  })

  test('refuses a parameter in its own words, and works afterwards', async () => {
    await visit(CREDIT, async (page) => {
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
    await visit(
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

describe('learning a map', () => {
  test('draws within 3 s of the start, moves its progress, and ends', async () => {
    await visit(`${MONGE}?steps=300`, async (page) => {
      const seen = page.evaluate(async () => {
        const values: number[] = []
        const bar = document.querySelector<HTMLProgressElement>('.status progress')
        while (!document.querySelector('.status[data-phase=done]')) {
          if (bar && bar.value !== values.at(-1)) values.push(bar.value)
          await new Promise((resolve) => requestAnimationFrame(resolve))
        }
        return values
      })
      const started = performance.now()
      await runButton(page).click()
      await page.locator('#run-map .figure-canvas svg.marks').waitFor()
      expect(performance.now() - started).toBeLessThan(3_000)
      await waitFor(status(page), /^Done/, 60)
      const values = await seen
      expect(values.length).toBeGreaterThan(10)
      expect([...values].sort((a, b) => a - b)).toEqual(values)
      expect(values.at(-1)).toBeGreaterThan(0.9) // the last frame may show the end instead
      expect(await page.locator('#run-panel .sparkline').count()).toBe(2)
    })
  })

  test('stops within a second, and starts again', async () => {
    await visit(`${MONGE}?steps=20000`, async (page) => {
      await runButton(page).click()
      await waitFor(page.locator('.status'), /[1-9]\d* %|fit/)
      await runButton(page).click()
      await waitFor(status(page), /^Stopped after/, 1)
      await page.locator('#run-steps').fill('20')
      await runButton(page).click()
      await waitFor(status(page), /^Done/)
    })
  })

  test('takes two clouds from files', async () => {
    const cloud = (shift: number) =>
      `x,y\n${Array.from({ length: 40 }, (_, i) => `${Math.cos(i) + shift},${Math.sin(i * 2)}`).join('\n')}\n`
    await visit(`${MONGE}?steps=50`, async (page) => {
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
    await visit(`${MONGE}?steps=50`, async (page) => {
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
    await visit(`${MONGE}?steps=20`, async (page) => {
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
    await visit(CREDIT, async (page) => {
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
    await visit(CREDIT, async (page) => {
      await drop(page, [file])
      await waitFor(page.locator('.own-data .problem'), message)
    })
  })

  test.each([
    ['has no numbers and no outcome', { name: 'words.csv', content: 'a,b\nx,y\nz,w\n' }],
    ['is half a Parquet file', { name: 'half.parquet', content: [0x50, 0x41, 0x52, 0x31, 21, 4, 21, 0, 0x50, 0x41] }],
    ['is no table', { name: 'noise.csv', content: [0, 255, 254, 1, 2, 3, 0, 0] }],
  ])('that %s is refused by the paper in words, and the page goes on working', async (_, file) => {
    await visit(CREDIT, async (page) => {
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
    await visit(CREDIT, async (page) => {
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
  test('follows a line that is dragged or moved by keys, within 50 ms', async () => {
    await visit(CREDIT, async (page) => {
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
      const times = await page.evaluate(async () => {
        const line = document.querySelectorAll('.cut')[1]
        const picture = document.querySelector('#explore-cuts .figure-canvas')
        const measured: number[] = []
        for (let move = 0; move < 10 && line && picture; move++) {
          const started = performance.now()
          const drawn = new Promise<void>((resolve) => {
            const observer = new MutationObserver(() => {
              observer.disconnect()
              resolve()
            })
            observer.observe(picture, { subtree: true, attributes: true, childList: true })
          })
          line.dispatchEvent(
            new KeyboardEvent('keydown', { key: move % 2 ? 'ArrowLeft' : 'ArrowRight', bubbles: true }),
          )
          await drawn
          measured.push(performance.now() - started)
          await new Promise((resolve) => setTimeout(resolve, 60))
        }
        return measured.sort((a, b) => a - b)
      })
      expect(times).toHaveLength(10)
      expect(times[5]).toBeLessThan(50)
    })
  })
})

describe('the claims', () => {
  test('are measured in the page', async () => {
    await visit(CREDIT, async (page) => {
      await page.getByRole('button', { name: 'Measure the claims here' }).click()
      await page.getByRole('button', { name: 'Stop measuring' }).waitFor()
      await page.getByText('measured in this page').first().waitFor({ timeout: 30_000 })
      await page.getByRole('button', { name: 'Stop measuring' }).click()
      await waitFor(status(page), /^(Stopped after|Done in)/, 2)
    })
  })
})

describe('every page', () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  const paths = ['/', CREDIT, MONGE, '/papers/rvgp', '/about']
  const cases = paths.flatMap((path) => (['light', 'dark'] as const).map((theme) => ({ path, theme })))

  test.each(cases)('$path is accessible in the $theme theme', async ({ path, theme }) => {
    await visit(
      path,
      async (page) => {
        await page.waitForTimeout(1_500) // live figures are part of it
        await page.evaluate(axe)
        const violations = await page.evaluate(async () => {
          const { violations } = await (globalThis as unknown as { axe: { run(): Promise<AxeResult> } }).axe.run()
          return violations.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes[0]?.html.slice(0, 200)}`)
        })
        expect(violations).toEqual([])
      },
      { colorScheme: theme, bypassCSP: true },
    )
  })

  test.each(paths)('%s fits a phone, and nothing on it moves by itself', async (path) => {
    await visit(
      path,
      async (page) => {
        const shift = page.evaluate(
          () =>
            new Promise<number>((resolve) => {
              let total = 0
              new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) total += (entry as unknown as { value: number }).value
              }).observe({ type: 'layout-shift', buffered: true })
              setTimeout(() => resolve(total), 3_000)
            }),
        )
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
        expect(await shift).toBeLessThan(0.01)
      },
      { viewport: { width: 390, height: 844 } },
    )
  })

  test('reads without script: figures, claims, call and the values of the link', async () => {
    await visit(
      `${CREDIT}?maxBins=4`,
      async (page) => {
        expect(await page.locator('.picture-wide svg').count()).toBeGreaterThan(5)
        expect(await page.locator('.claims tbody tr').count()).toBeGreaterThan(5)
        expect(await page.locator('#run-maxBins').inputValue()).toBe('4')
        expect(await page.locator('#call-panel').innerText()).toContain(
          'npx pushforward run credit-scorecard --maxBins 4',
        )
        expect(await page.getByText('Running needs JavaScript').isVisible()).toBe(true)
        expect(await page.getByRole('button', { name: 'Measure the claims here' }).isVisible()).toBe(false)
        await page.locator('#run-maxBins').fill('5')
        await runButton(page).click()
        expect(new URL(page.url()).searchParams.get('maxBins')).toBe('5')
      },
      { javaScriptEnabled: false },
    )
  })

  test('works without shared memory, on one thread', async () => {
    await visit(
      CREDIT,
      async (page) => {
        expect(await page.evaluate(() => crossOriginIsolated || 'SharedArrayBuffer' in globalThis)).toBe(false)
        await runButton(page).click()
        await waitFor(status(page), /^Done in [\d.]+ s on one thread$/)
      },
      {
        prepare: (context) =>
          context.route('**/*', async (route) => {
            const response = await route.fetch()
            const {
              'cross-origin-opener-policy': _,
              'cross-origin-embedder-policy': __,
              ...headers
            } = response.headers()
            await route.fulfill({ response, headers })
          }),
      },
    )
  })
})

interface AxeResult {
  readonly violations: readonly {
    readonly id: string
    readonly impact: string
    readonly nodes: readonly { readonly html: string }[]
  }[]
}
