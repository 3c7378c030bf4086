/**
 * A dump as files: NDJSON under gzip, a paper a line, and Parquet, a batch a row group. Both are written as the papers are
 * read, in one pass, so memory does not grow with them; each takes its name only once it is whole.
 * @module
 */
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer'
import type { Queries } from '../store/store.js'
import { type DumpRow, dumpRows } from './rows.js'

export const NDJSON = 'papers.ndjson.gz'
export const PARQUET = 'papers.parquet'

export interface DumpReport {
  readonly papers: number
  /** Paths of the files. */
  readonly files: readonly string[]
}

/**
 * Writes `papers.ndjson.gz` and `papers.parquet`.
 * @param folder is made when absent; files of these names in it are replaced
 */
export async function writeDump(store: Queries, folder: string): Promise<DumpReport> {
  await mkdir(folder, { recursive: true })
  const names = [NDJSON, PARQUET] as const
  const partial = (name: string) => join(folder, `.${name}.${process.pid}`)
  let papers = 0
  const parquet = parquetFile(partial(PARQUET))
  async function* lines() {
    for await (const rows of dumpRows(store)) {
      papers += rows.length
      parquet.write(rows)
      yield `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`
    }
  }
  try {
    await pipeline(Readable.from(lines()), createGzip(), createWriteStream(partial(NDJSON)))
    parquet.finish()
    for (const name of names) await rename(partial(name), join(folder, name))
  } finally {
    for (const name of names) await rm(partial(name), { force: true })
  }
  return { papers, files: names.map((name) => join(folder, name)) }
}

type Type = 'INT32' | 'STRING' | 'JSON' | 'TIMESTAMP'

/** Lists are JSON: a column that every reader of Parquet can take. */
const COLUMNS: Readonly<Record<keyof DumpRow, { readonly type: Type; readonly nullable?: boolean }>> = {
  id: { type: 'INT32' },
  slug: { type: 'STRING' },
  arxiv: { type: 'STRING', nullable: true },
  title: { type: 'STRING' },
  authors: { type: 'JSON' },
  author_count: { type: 'INT32' },
  published: { type: 'STRING' },
  listed_on: { type: 'STRING' },
  abstract: { type: 'STRING', nullable: true },
  question: { type: 'STRING', nullable: true },
  summary: { type: 'STRING', nullable: true },
  topics: { type: 'JSON' },
  code_url: { type: 'STRING', nullable: true },
  project_url: { type: 'STRING', nullable: true },
  claims_held: { type: 'INT32' },
  claims_refuted: { type: 'INT32' },
  claims_total: { type: 'INT32' },
  updated_at: { type: 'STRING' },
}

function parquetFile(path: string) {
  const columns = Object.entries(COLUMNS).map(([name, { type, nullable = false }]) => ({ name, type, nullable }))
  const schema = schemaFromColumnData({ columnData: columns.map((column) => ({ ...column, data: [] })) })
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema,
    kvMetadata: [{ key: 'licence', value: 'CC0-1.0' }],
  })
  return {
    write: (rows: readonly DumpRow[]) => {
      writer.write({
        columnData: columns.map((column) => ({
          ...column,
          data: rows.map((row) => row[column.name as keyof DumpRow]),
        })),
        rowGroupSize: rows.length,
      })
    },
    finish: () => writer.finish(),
  }
}
