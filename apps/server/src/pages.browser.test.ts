import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runButton, type SiteInBrowser, siteInBrowser, status, waitFor } from './fixture/browser.js'

const CREDIT = '/papers/credit-scorecard'
const MONGE = '/papers/monge-gap'

let site: SiteInBrowser
beforeAll(async () => {
  site = await siteInBrowser()
})
afterAll(() => site.close())

describe('the feed', () => {
  test('shows 27 papers with the first answer and without a script, and leads to one that runs', async () => {
    await site.visit(
      '/',
      async (page) => {
        expect(await page.locator('.entry').count()).toBe(27)
        await page.getByRole('link', { name: 'How sure can we be of a credit score?' }).click()
        expect(await page.locator('h1').innerText()).toBe('How sure can we be of a credit score?')
      },
      { javaScriptEnabled: false },
    )
  })

  test('weighs less than 150 kB, of which less than 9 kB are scripts', async () => {
    await site.visit('/', async (page) => {
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
    await site.visit(
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

describe('every page', () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  const paths = ['/', '/papers/coherent-structures', CREDIT, MONGE, '/papers/rvgp', '/about']
  const cases = paths.flatMap((path) => (['light', 'dark'] as const).map((theme) => ({ path, theme })))

  test.each(cases)('$path is accessible in the $theme theme', async ({ path, theme }) => {
    await site.visit(
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
    await site.visit(
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
    await site.visit(
      `${CREDIT}?maxBins=4`,
      async (page) => {
        expect(await page.locator('.picture-wide svg').count()).toBeGreaterThan(5)
        expect(await page.locator('.claims tbody tr').count()).toBeGreaterThan(5)
        expect(await page.locator('#run-maxBins').inputValue()).toBe('4')
        expect(await page.locator('#call-panel').innerText()).toContain(
          'npx pushforward run credit-scorecard --maxBins 4',
        )
        expect(await page.getByText('Running in this page needs JavaScript').isVisible()).toBe(true)
        expect(await page.getByRole('button', { name: 'Measure the claims here' }).isVisible()).toBe(false)
        await page.locator('#run-maxBins').fill('5')
        await runButton(page).click()
        expect(new URL(page.url()).searchParams.get('maxBins')).toBe('5')
      },
      { javaScriptEnabled: false },
    )
  })

  test('works without shared memory, on one thread', async () => {
    await site.visit(
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
