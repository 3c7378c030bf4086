/**
 * Dumps by day: a folder `YYYY-MM-DD` each, which takes its name only once all its files are whole, and is kept for a while.
 * @module
 */
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Queries } from '../store/store.js'
import { writeDump } from './files.js'

const DAY = /^\d{4}-\d\d-\d\d$/
const DAY_MS = 86_400_000
/** Milliseconds after which a folder that never got its name was left by a process that ended. */
const LEFT = DAY_MS

/**
 * Writes the dump of `day` unless it is there.
 * @param folder is made when absent
 * @param day `YYYY-MM-DD`
 * @returns the number of papers; undefined when it was there, or another process was first
 */
export async function writeDailyDump(store: Queries, folder: string, day: string): Promise<number | undefined> {
  if ((await dumpDays(folder)).includes(day)) return undefined
  await mkdir(folder, { recursive: true })
  const draft = join(folder, `.${day}.${process.pid}.${Math.floor(performance.now() * 1000)}`)
  try {
    const { papers } = await writeDump(store, draft)
    await rename(draft, join(folder, day))
    return papers
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/** The days that have a dump, the newest first. */
export async function dumpDays(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return names
    .filter((name) => DAY.test(name))
    .sort()
    .reverse()
}

/**
 * Removes dumps of more than `days` days before `now`, and what processes that were killed left.
 * @returns the days whose dump is gone
 */
export async function pruneDumps(folder: string, days: number, now: Date): Promise<readonly string[]> {
  const first = new Date(now.getTime() - days * DAY_MS).toISOString().slice(0, 10)
  const old = (await dumpDays(folder)).filter((day) => day <= first)
  for (const day of old) await rm(join(folder, day), { recursive: true, force: true })
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith('.')) continue
    const found = await stat(join(folder, name)).catch(() => undefined)
    if (found && found.mtimeMs < Date.now() - LEFT) await rm(join(folder, name), { recursive: true, force: true })
  }
  return old
}
