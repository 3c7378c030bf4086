/** Data sets for tests: those that ship with the project, and others where they are installed (see data/README.md). */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Table } from './column.js'
import { readCsv } from './csv.js'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const folders = [process.env.PUSHFORWARD_DATA ?? join(root, '../shared/data'), join(root, 'data')]

const FILES = {
  'german-credit': 'german-credit.csv',
  'taiwan-default': 'taiwan-default.csv',
  compas: 'compas-two-year.csv',
} as const

export type DataSet = keyof typeof FILES

export function pathOf(name: DataSet): string | undefined {
  return folders.map((folder) => join(folder, name, FILES[name])).find(existsSync)
}

export function isInstalled(name: DataSet): boolean {
  return pathOf(name) !== undefined
}

export function bytesOf(name: DataSet): Uint8Array {
  const path = pathOf(name)
  if (!path) throw new Error(`the data set ${name} is not installed; see data/README.md`)
  return readFileSync(path)
}

export function load(name: DataSet): Promise<Table> {
  return readCsv(bytesOf(name))
}
