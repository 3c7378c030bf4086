import type { BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runButton, type SiteInBrowser, siteInBrowser, status, waitFor } from './fixture/browser.js'
import { keptPages, WITH_WORKERS } from './fixture/kept-pages.js'

let site: SiteInBrowser
beforeAll(async () => {
  site = await siteInBrowser()
})
afterAll(() => site.close())

/** What the browser says when there is no network is no complaint. */
async function withoutNetwork(context: BrowserContext, work: () => Promise<void>): Promise<void> {
  await context.setOffline(true)
  try {
    await work()
  } finally {
    await context.setOffline(false)
  }
}

describe('the site', () => {
  test('can be installed', async () => {
    await site.visit(
      '/',
      async (page) => {
        await keptPages(page, '/')
        const devtools = await page.context().newCDPSession(page)
        const { errors, data } = await devtools.send('Page.getAppManifest')
        expect(errors).toEqual([])
        const { icons, start_url, display } = JSON.parse(data ?? '{}')
        expect({ start_url, display }).toEqual({ start_url: '/', display: 'standalone' })
        for (const { src, sizes } of icons) {
          const drawn = await page.evaluate(async (address: string) => {
            const image = new Image()
            image.src = address
            await image.decode()
            return `${image.naturalWidth}x${image.naturalHeight}`
          }, src)
          if (sizes !== 'any') expect(drawn).toBe(sizes)
        }
        const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors')
        // A window without traces can't install anything.
        expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([])
      },
      WITH_WORKERS,
    )
  })

  test('runs a paper without a network after one visit, threads and data set and all', async () => {
    await site.visit(
      '/papers/credit-scorecard',
      async (page) => {
        await keptPages(page, '/papers/credit-scorecard')
        await withoutNetwork(page.context(), async () => {
          await page.reload()
          expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
          await runButton(page).click()
          await waitFor(status(page), /^Done in/, 60)
          expect(await page.locator('#run-panel').innerText()).toContain('German credit')
        })
      },
      WITH_WORKERS,
    )
  })

  test.each(['coherent-structures', 'monge-gap'])('%s is live without a network', async (slug) => {
    await site.visit(
      `/papers/${slug}`,
      async (page) => {
        await keptPages(page, `/papers/${slug}`)
        await withoutNetwork(page.context(), async () => {
          await page.reload()
          const exploration = page.locator('[id^=explore-]').first()
          await exploration.scrollIntoViewIfNeeded()
          await waitFor(exploration, /Live\./)
        })
      },
      WITH_WORKERS,
    )
  })

  test('shows a kept page at its own address, whatever the query was', async () => {
    await site.visit(
      '/papers/monge-gap',
      async (page) => {
        await keptPages(page, '/papers/monge-gap')
        await withoutNetwork(page.context(), async () => {
          await page.goto(`${site.url}/papers/monge-gap?points=64`)
          expect(page.url()).toBe(`${site.url}/papers/monge-gap`)
        })
      },
      WITH_WORKERS,
    )
  })

  test('says that there is no network where a page is not kept, and which are', async () => {
    await site.visit(
      '/papers/rvgp',
      async (page) => {
        await keptPages(page, '/papers/rvgp')
        await withoutNetwork(page.context(), async () => {
          await page.goto(`${site.url}/papers/lot-wassmap`)
          expect(await page.locator('h1').innerText()).toBe('There is no network')
          await page.locator('#kept-pages a[href="/papers/rvgp"]').click()
          expect(new URL(page.url()).pathname).toBe('/papers/rvgp')
        })
      },
      WITH_WORKERS,
    )
  })
})
