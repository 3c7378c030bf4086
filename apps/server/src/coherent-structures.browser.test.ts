import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drop, problem, runButton, type SiteInBrowser, siteInBrowser, status, waitFor } from './fixture/browser.js'

const PAGE = '/papers/coherent-structures'
const QUICK = `${PAGE}?withJet=false&resolution=60&particles=2000`

let site: SiteInBrowser
beforeAll(async () => {
  site = await siteInBrowser()
})
afterAll(() => site.close())

const oracle = JSON.parse(
  readFileSync(new URL('../../../packages/pushforward/src/field/readers.oracle.json', import.meta.url), 'utf8'),
)
const figure = (page: Page, id: string) => page.locator(`figure#run-${id}`)
const refusal = (page: Page) => waitFor(page.locator('.own-data .problem'), /can’t be used\s+\S+/)

/** A float64 array as an NPY file. */
function npy(shape: readonly number[], values: readonly number[]): number[] {
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`
  const header = `${text}${' '.repeat(63 - ((10 + text.length) % 64))}\n`
  const start = [0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 0xff, header.length >> 8]
  return [...start, ...Buffer.from(header), ...Buffer.from(Float64Array.from(values).buffer)]
}

/** Rotation about the middle of n × n nodes of the unit square, as arrays. */
function rotation(n: number, change: (u: number, k: number) => number = (u) => u) {
  const axis = Array.from({ length: n }, (_, i) => i / (n - 1))
  const u = axis.flatMap((y, j) => axis.map((_, i) => change(0.5 - y, j * n + i)))
  const v = axis.flatMap(() => axis.map((x) => x - 0.5))
  return { axis, u, v }
}

function filesOf({ axis, u, v }: ReturnType<typeof rotation>) {
  const n = axis.length
  return [
    { name: 'u.npy', content: npy([n, n], u) },
    { name: 'v.npy', content: npy([n, n], v) },
    { name: 'x.npy', content: npy([n], axis) },
    { name: 'y.npy', content: npy([n], axis) },
  ]
}

describe('lines that nothing crosses', () => {
  test('the double gyre and its particles are there soon after Run; then the jet grows, and has interfaces and averages', async () => {
    await site.visit(`${PAGE}?jetNodes=64&particles=2000`, async (page) => {
      await runButton(page).click()
      const canvas = figure(page, 'structures').locator('canvas')
      await canvas.waitFor()
      await waitFor(status(page), /^Done/, 90)
      for (const id of ['jet', 'jet-structures', 'stretching', 'transport']) {
        await waitFor(figure(page, id).locator('figcaption'), /This run/)
      }
      expect(await figure(page, 'jet').innerText()).toContain('the solid line is the edge of the turbulence')
      // It moves while it is seen, and rests while it is not.
      await canvas.scrollIntoViewIfNeeded()
      const rate = () => canvas.evaluate((element) => Number((element as HTMLCanvasElement).dataset.framesPerSecond))
      const seen = async () => {
        const before = await canvas.screenshot()
        await page.waitForTimeout(400)
        return !before.equals(await canvas.screenshot())
      }
      expect(await seen()).toBe(true)
      await page.waitForFunction(
        () => document.querySelector<HTMLElement>('#run-structures canvas')?.dataset.framesPerSecond,
      )
      expect(await rate()).toBeGreaterThan(0)
    })
  }, 120_000)

  test('the jet in space grows on its plane, and says what it is', async () => {
    await site.visit(`${PAGE}?flow=jet-in-space&spaceNodes=32&duration=0.1&particles=0`, async (page) => {
      await runButton(page).click()
      await waitFor(status(page), /^Done/, 100)
      for (const id of ['jet', 'jet-structures']) {
        await waitFor(figure(page, id).locator('figcaption'), /The plane z = 0 of a jet in space on 32³ nodes/)
      }
    })
  }, 120_000)

  test('with less motion asked for, trails stand still', async () => {
    await site.visit(
      QUICK,
      async (page) => {
        await runButton(page).click()
        await waitFor(status(page), /^Done/, 60)
        expect(await figure(page, 'structures').locator('canvas').count()).toBe(0)
        expect(await figure(page, 'structures').locator('svg path[stroke-opacity="0.6"]').count()).toBeGreaterThan(0)
      },
      { reducedMotion: 'reduce' },
    )
  })

  test('a slider over the length of time answers at once, and the particles go on', async () => {
    await site.visit(PAGE, async (page) => {
      const box = page.locator('figure#explore-stretch-gyre')
      await box.scrollIntoViewIfNeeded()
      await box.locator('canvas').waitFor({ timeout: 60_000 })
      const slider = page.locator('#explore-stretch input[type=range]')
      await slider.focus()
      await page.keyboard.press('ArrowLeft')
      await waitFor(box.locator('figcaption'), /T = 14\.5/)
      expect(await box.locator('canvas').count()).toBe(1)
    })
  }, 90_000)
})

describe('your own flow', () => {
  test('NumPy arrays: a rotation parts no neighbours', async () => {
    await site.visit(QUICK, async (page) => {
      await drop(page, filesOf(rotation(24)))
      await waitFor(page.locator('.files'), /u\.npy[\s\S]*y\.npy/)
      await runButton(page).click()
      await waitFor(status(page), /^Done/, 60)
      expect(await figure(page, 'structures').locator('figcaption').innerText()).toContain('24 × 24 nodes, 1 frame')
    })
  })

  test('with a scalar and uneven axes: interfaces, averages, and what was done to the axes', async () => {
    const { axis } = rotation(25)
    const uneven = axis.map((s) => s * (0.8 + 0.2 * s))
    const at = (f: (x: number, y: number) => number) => axis.flatMap((y) => uneven.map((x) => f(x, y)))
    const files = [
      {
        name: 'u.npy',
        content: npy(
          [25, 25],
          at((_, y) => 0.5 - y),
        ),
      },
      {
        name: 'v.npy',
        content: npy(
          [25, 25],
          at((x) => x - 0.5),
        ),
      },
      {
        name: 'c.npy',
        content: npy(
          [25, 25],
          at((x, y) => Math.exp(-20 * ((x - 0.5) ** 2 + (y - 0.5) ** 2))),
        ),
      },
      { name: 'x.npy', content: npy([25], uneven) },
      { name: 'y.npy', content: npy([25], axis) },
    ]
    await site.visit(`${QUICK}&duration=0.1`, async (page) => {
      await drop(page, files)
      await waitFor(page.locator('.files'), /u\.npy[\s\S]*y\.npy/)
      await runButton(page).click()
      await waitFor(status(page), /^Done/, 60)
      const caption = (id: string) => figure(page, id).locator('figcaption').innerText()
      expect(await caption('scalar')).toContain('4 clusters of c (c.npy): ')
      expect(await caption('structures')).toMatch(
        /x was spaced by 0\.0337 to 0\.0497 and is interpolated to every 0\.0333/,
      )
      for (const id of ['stretching', 'transport']) expect(await caption(id)).toContain('one standard error')
    })
  })

  test.each([
    ['NetCDF-3 classic', 'flow.nc'],
    ['HDF5', 'flow.h5'],
  ] as const)('%s is read in the page', async (form, name) => {
    const content = [...Buffer.from(oracle.files[form].bytes, 'base64')]
    await site.visit(`${QUICK}&land=true&duration=0.05`, async (page) => {
      await drop(page, [{ name, content }])
      await waitFor(page.locator('.files'), new RegExp(name))
      await runButton(page).click()
      // The file of the readers' oracle has 4 × 3 nodes, too few for a flow; that it has 3 rows is known once it has been read.
      expect(await refusal(page)).toMatch(/y: has 3 values; at least 4 are needed/)
    })
  })

  test('strokes by pointer become a flow', async () => {
    await site.visit(QUICK, async (page) => {
      await page.getByRole('button', { name: 'Draw it' }).click()
      const box = await page.locator('.pad-area').boundingBox()
      if (!box) throw new Error('the pad is on the page')
      await page.mouse.move(box.x + 40, box.y + 60)
      await page.mouse.down()
      for (let k = 1; k <= 12; k++) {
        await page.mouse.move(box.x + 40 + 12 * k, box.y + 60)
        await page.waitForTimeout(10)
      }
      await page.mouse.up()
      await waitFor(page.locator('.files'), /strokes\.csv/)
      await runButton(page).click()
      await waitFor(status(page), /^Done/, 60)
      expect(await figure(page, 'structures').locator('figcaption').innerText()).toContain('velocities along strokes')
    })
  })

  test('strokes by keyboard do too', async () => {
    await site.visit(QUICK, async (page) => {
      await page.getByRole('button', { name: 'Draw it' }).click()
      await page.locator('.pad-area').focus()
      await page.keyboard.press('Enter')
      for (let k = 0; k < 5; k++) await page.keyboard.press('ArrowRight')
      await page.keyboard.press('Enter')
      await waitFor(page.locator('.files'), /strokes\.csv/)
      await waitFor(page.locator('.pad'), /as fast as you draw \(1\)/)
    })
  })

  test.each([
    ['an empty file', [{ name: 'u.npy', content: [] }], /u\.npy is empty \(0 bytes\)/],
    ['a file of another kind', [{ name: 'flow.pdf', content: 'x' }], /flow\.pdf: this kind of file is not read/],
    [
      'a damaged array',
      [{ name: 'velocity.npy', content: npy([2, 8, 8], new Array(128).fill(0)).slice(0, 400) }],
      /velocity\.npy/,
    ],
    [
      'arrays of different shapes',
      [...filesOf(rotation(12)).slice(0, 1), ...filesOf(rotation(10)).slice(1)],
      /x\.npy: has shape \(10\); 12 values are needed/,
    ],
    [
      'text for a number',
      [{ name: 'piv.csv', content: 'x,y,u,v\n0,0,1,fast\n1,0,1,1\n0,1,1,1\n1,1,1,1\n' }],
      /piv\.csv: line 2/,
    ],
    ['text without end of numbers', [{ name: 'piv.txt', content: 'no numbers at all\n'.repeat(2000) }], /piv\.txt/],
  ])('refuses %s in plain words', async (_, files, message) => {
    await site.visit(QUICK, async (page) => {
      await drop(page, files)
      if ((await page.locator('.own-data .problem').count()) === 0) {
        await waitFor(page.locator('.files'), new RegExp(files[0]?.name as string))
        await runButton(page).click()
      }
      expect(await refusal(page)).toMatch(message)
    })
  })

  test('refuses what is too large before it is read', async () => {
    await site.visit(QUICK, async (page) => {
      await page.evaluate(() => {
        const data = new DataTransfer()
        data.items.add(new File([new Uint8Array(101_000_000)], 'ocean.nc'))
        document.querySelector('.own-data')?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }))
      })
      expect(await refusal(page)).toMatch(/ocean\.nc has 101 MB; at most 100 MB/)
    })
  })

  test('refuses what is too large together', async () => {
    await site.visit(QUICK, async (page) => {
      await page.evaluate(() => {
        const data = new DataTransfer()
        for (const name of ['u.npy', 'v.npy']) data.items.add(new File([new Uint8Array(60_000_000)], name))
        document.querySelector('.own-data')?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }))
      })
      expect(await refusal(page)).toMatch(/The 2 files have 120 MB together; at most 100 MB/)
    })
  })

  test('missing values are refused with their place, or are land when you say so', async () => {
    const holed = filesOf(rotation(24, (u, k) => (k === 300 ? Number.NaN : u)))
    await site.visit(QUICK, async (page) => {
      await drop(page, holed)
      await waitFor(page.locator('.files'), /u\.npy/)
      await runButton(page).click()
      expect(await refusal(page)).toMatch(/u\.npy.*missing at x =/)
      await page.locator('#run-panel details.more summary').click()
      await page.getByLabel(/Missing values in your data are land/).check()
      await runButton(page).click()
      await waitFor(status(page), /^Done/, 60)
      expect(await figure(page, 'structures').locator('figcaption').innerText()).toContain('without velocity')
      expect(await problem(page).count()).toBe(0)
    })
  })

  test('a run on a large film stops when told', async () => {
    await site.visit(`${PAGE}?withJet=false&resolution=600&particles=0&show=barriers`, async (page) => {
      await runButton(page).click()
      await waitFor(page.locator('.status'), /%/, 60)
      await runButton(page).click()
      await waitFor(status(page), /^Stopped/)
    })
  })
})
