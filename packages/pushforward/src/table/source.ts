/**
 * A table from a file's bytes, whatever its format.
 * @module
 */
import type { Table } from './column.js'
import { type CsvOptions, readCsv } from './csv.js'
import { isParquet, type ParquetOptions, readParquet } from './parquet.js'

/**
 * Reads Parquet where the bytes say so, else CSV.
 * @throws InputError as `readCsv` and `readParquet` do
 */
export function readTable(bytes: Uint8Array, options: CsvOptions & ParquetOptions = {}): Promise<Table> {
  return isParquet(bytes) ? readParquet(bytes, options) : readCsv(bytes, options)
}
