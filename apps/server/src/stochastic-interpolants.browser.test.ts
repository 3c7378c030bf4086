import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drop, runButton, type SiteInBrowser, siteInBrowser, status, waitFor } from './fixture/browser.js'

const PAGE = '/papers/stochastic-interpolants'

let site: SiteInBrowser
beforeAll(async () => {
  site = await siteInBrowser()
})
afterAll(() => site.close())

describe('flows and diffusions from one training', () => {
  test('draws at once, trains, moves the particles, and ends with three samplers', async () => {
    await site.visit(`${PAGE}?steps=100&points=200`, async (page) => {
      await runButton(page).click()
      await page.locator('#run-particles .figure-canvas svg.marks').waitFor()
      await waitFor(status(page), /^Done/, 60)
      expect(await page.locator('#run-particles').innerText()).toContain('Arrived, by a diffusion with ε = γ')
      expect(await page.locator('#run-samplers').innerText()).toContain('One training, 3 samplers')
    })
  })

  test('takes two clouds from files', async () => {
    const cloud = (shift: number) =>
      `x,y\n${Array.from({ length: 40 }, (_, i) => `${Math.cos(i) + shift},${Math.sin(i * 2)}`).join('\n')}\n`
    await site.visit(`${PAGE}?steps=30&points=100&epsilon=0`, async (page) => {
      await drop(page, [
        { name: 'before.csv', content: cloud(0) },
        { name: 'after.csv', content: cloud(2) },
      ])
      await waitFor(page.locator('.files'), /source before\.csv[\s\S]*target after\.csv/)
      await runButton(page).click()
      await waitFor(status(page), /^Done/, 60)
      expect(await page.locator('#run-particles figcaption').innerText()).toContain('40 source and 40 target points')

      // The slider resamples what was learnt: another figure, and no second training.
      const noise = page.locator('#explore-noise')
      const title = noise.locator('.figure-title')
      await waitFor(title, /^With ε = γ: energy distance/)
      const first = await noise.locator('svg.marks').innerHTML()
      await noise.locator('input[type=range]').fill('0')
      await waitFor(title, /^Without noise, the flow: energy distance/)
      expect(await noise.locator('svg.marks').innerHTML()).not.toBe(first)
      expect(await noise.locator('figcaption').innerText()).toContain('40 source and 40 target points')
      expect(await status(page).innerText()).toMatch(/^Done/)
    })
  })
})
