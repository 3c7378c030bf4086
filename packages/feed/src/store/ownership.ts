/**
 * One process a folder: a second cluster on the same files would destroy them.
 *
 * The owner writes `<folder>.lock` beside the folder with its process number and the address of a socket at which it lends
 * the store. The socket answers as long as the owner lives, so a lock that a killed process left behind is known at once,
 * whoever has its number now.
 * @module
 */
import { randomUUID } from 'node:crypto'
import { link, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Lending } from './channel.js'
import { StoreInUseError } from './store.js'

export interface Owner {
  readonly pid: number
  /** Where it lends the store. */
  readonly socket: string
}

export interface Ownership {
  /** Takes no more callers, but keeps the folder: what is done before the store is closed. */
  stop(): void
  release(): Promise<void>
}

/**
 * Takes a folder.
 * @param listen starts to lend the store at the address given
 * @throws StoreInUseError when a living process has it
 */
export async function own(dataDir: string, listen: (socket: string) => Promise<Lending>): Promise<Ownership> {
  const lock = lockOf(dataDir)
  await mkdir(dirname(lock), { recursive: true })
  const folder = await mkdtemp(join(tmpdir(), 'pushforward-')) // 0700: only this user reaches what is in it
  const socket = process.platform === 'win32' ? `\\\\.\\pipe\\pushforward-${randomUUID()}` : join(folder, 'store')
  const lending = await listen(socket)
  const release = async () => {
    const owner = await ownerOf(dataDir)
    if (owner?.socket === socket) await rm(lock, { force: true })
    await lending.close()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await writeLock(lock, { pid: process.pid, socket }, dataDir)
  } catch (error) {
    await release()
    throw error
  }
  return { stop: lending.stop, release }
}

/** Who says to own a folder; it may have been killed since. */
export async function ownerOf(dataDir: string): Promise<Owner | undefined> {
  const text = await readFile(lockOf(dataDir), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : parse(text)
}

const lockOf = (dataDir: string) => `${dataDir}.lock`

function parse(text: string): Owner {
  try {
    const { pid, socket } = JSON.parse(text)
    return { pid: Number(pid), socket: String(socket) }
  } catch {
    return { pid: Number(text) || 0, socket: '' }
  }
}

async function writeLock(lock: string, owner: Owner, dataDir: string): Promise<void> {
  // Linked into place with its content, so nobody ever reads half a lock.
  const draft = `${lock}.${randomUUID()}`
  await writeFile(draft, JSON.stringify(owner))
  try {
    for (;;) {
      try {
        await link(draft, lock)
        return
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
      const text = await readFile(lock, 'utf8').catch(() => undefined)
      if (text === undefined) continue
      const other = parse(text)
      if (await isAnswered(other.socket)) throw new StoreInUseError(dataDir, other.pid)
      await takeAway(lock, text)
    }
  } finally {
    await rm(draft, { force: true })
  }
}

/** Removes a lock that still holds `text`; another may have replaced it meanwhile, and then it is put back. */
async function takeAway(lock: string, text: string): Promise<void> {
  const aside = `${lock}.${randomUUID()}`
  try {
    await rename(lock, aside)
  } catch {
    return
  }
  if ((await readFile(aside, 'utf8')) !== text) await link(aside, lock).catch(() => {})
  await rm(aside, { force: true })
}

function isAnswered(socket: string): Promise<boolean> {
  if (!socket) return Promise.resolve(false)
  return new Promise((resolve) => {
    const attempt = createConnection(socket)
    attempt.once('connect', () => {
      attempt.destroy()
      resolve(true)
    })
    attempt.once('error', () => resolve(false))
  })
}
