/**
 * How fast the page moves and paints particles: a headless Chromium on the built site, the double gyre on a grid, unsteady.
 *
 *     node tools/build.mjs && node bench/particles.mjs [particles] [seconds]
 *
 * Prints, for every second, frames a second and milliseconds of one frame (advection and painting) as the page's own worker
 * counts them, with the load of the machine. At the end, on Linux, the processor time of a frame over all threads of the
 * page's workers, which a busy machine lengthens less than the time by the clock.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { serve } from '../apps/server/dist/index.js'

const [particles = 100_000, seconds = 20] = process.argv.slice(2).map(Number)
const folder = mkdtempSync(join(tmpdir(), 'particles-'))
const server = await serve({ port: 0, data: folder, log: () => {} })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
})
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  await page.goto(`${server.url}/papers/coherent-structures?withJet=false&particles=${particles}`)
  await page.locator('.run-button').click()
  await page.getByText(/^Done in/).waitFor({ timeout: 60_000 })
  // The page's first figure is prepared meanwhile.
  await page.locator('figure#explore-stretch-gyre canvas').waitFor({ state: 'attached', timeout: 120_000 })
  const canvas = page.locator('figure#run-structures canvas')
  await canvas.waitFor({ timeout: 60_000 })
  await canvas.scrollIntoViewIfNeeded()
  console.log(`${particles} particles, ${cpus()[0].model}, ${cpus().length} cores`)
  const rates = []
  let before
  let last = 0
  for (let second = 0; second < seconds; second++) {
    await page.waitForTimeout(1000)
    const seen = await canvas.evaluate(({ width, height, dataset }) => ({ width, height, ...dataset }))
    if (!seen.framesPerSecond || second < 3) continue
    before ??= { time: workerTime(), frames: Number(seen.frames) }
    last = Number(seen.frames)
    rates.push(Number(seen.framesPerSecond))
    const { width, height, framesPerSecond, millisecondsPerFrame } = seen
    console.log(
      `${width} × ${height}: ${framesPerSecond} frames a second, ${millisecondsPerFrame} ms a frame, load ${loadavg()[0].toFixed(1)}`,
    )
  }
  rates.sort((a, b) => a - b)
  console.log(`median ${rates[rates.length >> 1]}, most ${rates.at(-1)}`)
  const spent = workerTime() - before.time
  if (spent > 0) console.log(`processor time: ${((1000 * spent) / (last - before.frames)).toFixed(1)} ms a frame`)
} finally {
  await browser.close()
  await server.close()
  rmSync(folder, { recursive: true })
}

/** Seconds of processor time of all worker threads of the browsers that this process started; NaN where /proc is not there. */
function workerTime() {
  try {
    const parents = new Map(
      readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map((pid) => [pid, statOf(`/proc/${pid}/stat`)?.[1]]),
    )
    const isOurs = (pid) => pid !== undefined && (pid === String(process.pid) || isOurs(parents.get(pid)))
    let ticks = 0
    for (const pid of parents.keys()) {
      if (!isOurs(pid)) continue
      for (const thread of readdirSync(`/proc/${pid}/task`)) {
        const task = `/proc/${pid}/task/${thread}`
        if (!readFileSync(`${task}/comm`, 'utf8').startsWith('DedicatedWorker')) continue
        const stat = statOf(`${task}/stat`)
        ticks += Number(stat[11]) + Number(stat[12])
      }
    }
    return ticks / 100
  } catch {
    return Number.NaN
  }
}

/** Fields after the name: state, parent, …; user and system time are the 12th and 13th. */
function statOf(path) {
  try {
    return readFileSync(path, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
  } catch {
    return undefined
  }
}
