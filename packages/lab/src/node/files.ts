/**
 * Files on disk: read as a visitor's data, written whole or not at all.
 * @module
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { InputError } from 'pushforward/measure'
import type { DataFile } from '../paper.js'

/**
 * Reads a file as data; a `.gz` is unpacked and loses that ending.
 * @throws InputError if the file can't be read, is empty, or is no gzip although its name says so
 */
export function readDataFile(path: string): DataFile {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const reason = code === 'ENOENT' ? 'does not exist' : code === 'EISDIR' ? 'is a folder' : message
    throw new InputError(`${path}: ${reason}; a readable file is needed`)
  }
  const name = basename(path)
  if (name.endsWith('.gz')) {
    try {
      bytes = gunzipSync(bytes)
    } catch {
      throw new InputError(`${path}: is not whole gzip data; unpack it, or fetch it again`)
    }
  }
  if (bytes.length === 0) throw new InputError(`${path}: is empty; a file with data is needed`)
  // A view of its own: small files come from Node in a shared buffer.
  return { name: name.replace(/\.gz$/, ''), bytes: Uint8Array.from(bytes) }
}

/** Writes a file so that a reader sees the old content or the new one, never a part. Makes missing folders. */
export function writeFileWhole(path: string, content: string | Uint8Array): void {
  const target = resolve(path)
  mkdirSync(dirname(target), { recursive: true })
  const workplace = mkdtempSync(join(dirname(target), `.${basename(target)}-`))
  try {
    const part = join(workplace, basename(target))
    writeFileSync(part, content)
    renameSync(part, target)
  } finally {
    rmSync(workplace, { recursive: true, force: true })
  }
}

/**
 * Writes a folder of results so that it appears complete or not at all. A folder that such a call made earlier is
 * replaced; any other one that is not empty is left alone.
 * @param files content by name
 * @param ours recognises the names that a call like this one writes
 * @throws InputError if the folder holds anything else, or is a file
 */
export function writeFolderWhole(
  path: string,
  files: ReadonlyMap<string, string | Uint8Array>,
  ours: (name: string) => boolean,
): void {
  const target = resolve(path)
  assertReplaceable(path, ours)
  mkdirSync(dirname(target), { recursive: true })
  const workplace = mkdtempSync(join(dirname(target), `.${basename(target)}-`))
  try {
    const made = join(workplace, 'new')
    mkdirSync(made)
    for (const [name, content] of files) writeFileSync(join(made, name), content)
    const old = join(workplace, 'old')
    if (existsSync(target)) renameSync(target, old)
    try {
      renameSync(made, target)
    } catch (error) {
      if (existsSync(old)) renameSync(old, target)
      throw error
    }
  } finally {
    rmSync(workplace, { recursive: true, force: true })
  }
}

/** The check that `writeFolderWhole` makes, for asking before the work rather than after it. */
export function assertReplaceable(path: string, ours: (name: string) => boolean): void {
  const target = resolve(path)
  if (!existsSync(target)) return
  if (!statSync(target).isDirectory()) throw new InputError(`${path}: is a file; a folder is needed`)
  const foreign = readdirSync(target).find((name) => !ours(name))
  if (foreign === undefined) return
  throw new InputError(`${path}: holds ${foreign}, which is not ours to replace; a new or empty folder is needed`)
}
