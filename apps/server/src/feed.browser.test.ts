import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SiteInBrowser, siteInBrowser } from './fixture/browser.js'

let site: SiteInBrowser
beforeAll(async () => {
  site = await siteInBrowser()
})
afterAll(() => site.close())

const PATHS = [
  '/trending',
  '/newest?runs=1',
  '/month/2026-03',
  '/topics',
  '/topics/optimal%20transport',
  '/search?q=optimal%20transprot',
  '/about/ranking',
  '/about/feeds?list=trending&topic=maps',
  '/about/api',
]

describe('pages to read', () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  const cases = PATHS.flatMap((path) => (['light', 'dark'] as const).map((theme) => ({ path, theme })))

  test.each(cases)('$path is accessible in the $theme theme, and fits a phone', async ({ path, theme }) => {
    await site.visit(
      path,
      async (page) => {
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
        await page.evaluate(axe)
        const violations = await page.evaluate(async () => {
          const { violations } = await (globalThis as unknown as { axe: { run(): Promise<AxeResult> } }).axe.run()
          return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`)
        })
        expect(violations).toEqual([])
      },
      { colorScheme: theme, bypassCSP: true, viewport: { width: 390, height: 844 } },
    )
  })

  test('work without script: filter, search, page by page', async () => {
    await site.visit(
      '/newest',
      async (page) => {
        await page.getByText('Filter').click()
        await page.getByLabel('Runs here').check()
        await page.getByRole('button', { name: 'Show' }).click()
        expect(new URL(page.url()).searchParams.get('runs')).toBe('1')
        expect(await page.locator('.entry').count()).toBeGreaterThan(2)
        await page.goto(`${site.url}/search`)
        await page.getByLabel('What to search for').fill('monge')
        await page.getByRole('button', { name: 'Search' }).click()
        expect(await page.locator('mark').first().innerText()).toBe('Monge')
      },
      { javaScriptEnabled: false },
    )
  })

  test('have keys: j and k choose, o opens, / searches, ? tells', async () => {
    await site.visit('/newest', async (page) => {
      const focused = () => page.evaluate(() => document.activeElement?.getAttribute('href'))
      const links = await page.locator('.entry h3 a').evaluateAll((all) => all.map((link) => link.getAttribute('href')))
      await page.keyboard.press('j')
      await page.keyboard.press('j')
      expect(await focused()).toBe(links[1])
      await page.keyboard.press('k')
      expect(await focused()).toBe(links[0])
      await page.keyboard.press('?')
      expect(await page.getByRole('dialog', { name: 'Keys' }).innerText()).toContain('next paper')
      await page.getByRole('button', { name: 'Close' }).click()
      await page.keyboard.press('o')
      await page.waitForURL(`${site.url}${links[0]}`)
      await page.keyboard.press('/')
      await page.waitForURL(`${site.url}/search`)
      // In a field they are letters.
      await page.getByLabel('What to search for').fill('')
      await page.keyboard.type('jok')
      expect(await page.getByLabel('What to search for').inputValue()).toBe('jok')
    })
  })
})

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[]
}
