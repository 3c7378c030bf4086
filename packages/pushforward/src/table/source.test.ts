import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, test } from 'vitest'
import { InputError, UnsupportedError } from '../errors.js'
import { type Column, columnNamed, numbersNamed, type TextColumn } from './column.js'
import { readCsv } from './csv.js'
import { bytesOf, load } from './data-sets.test.fixture.js'
import { readParquet } from './parquet.js'
import { readTable } from './source.js'

const utf8 = (text: string) => new TextEncoder().encode(text)

const cells = (column: Column): unknown[] => {
  if (column.kind !== 'text') return [...column.values]
  return Array.from(column.codes, (code) => (code < 0 ? null : column.levels[code]))
}

describe('readCsv', () => {
  test('finds kinds: numbers, booleans, dates, text, with missing values anywhere', async () => {
    const { columns, rows } = await readCsv(
      'a,b,c,d,e\n1,true,2024-02-29,x,\n,FALSE,2024-03-01T06:00,NA,NaN\n-2.5e3,NA,null,"y, z",NULL\n',
    )
    expect(rows).toBe(3)
    expect(columns.map(({ kind }) => kind)).toEqual(['number', 'boolean', 'date', 'text', 'number'])
    expect(columns.map(({ missing }) => missing)).toEqual([1, 1, 1, 1, 3])
    expect(columns.map(cells)).toEqual([
      [1, Number.NaN, -2500],
      [1, 0, Number.NaN],
      [Date.UTC(2024, 1, 29), Date.UTC(2024, 2, 1, 6), Number.NaN],
      ['x', null, 'y, z'],
      [Number.NaN, Number.NaN, Number.NaN],
    ])
  })

  test.each([
    ['comma', 'name,score\nä,1\n"b, ""c""",2\n'],
    ['semicolon', 'name;score\nä;1\n"b, ""c""";2\n'],
    ['tab', 'name\tscore\nä\t1\n"b, ""c"""\t2\n'],
    ['bar', 'name|score\nä|1\n"b, ""c"""|2\n'],
    ['CRLF', 'name,score\r\nä,1\r\n"b, ""c""",2\r\n'],
    ['no line end after the last row', 'name,score\nä,1\n"b, ""c""",2'],
    ['byte order mark', '\uFEFFname,score\nä,1\n"b, ""c""",2\n'],
    ['blank lines', 'name,score\nä,1\n\n"b, ""c""",2\n\n'],
  ])('reads %s, as bytes and as text', async (_, text) => {
    for (const source of [text, utf8(text)]) {
      const table = await readCsv(source)
      expect(table.columns.map(({ name }) => name)).toEqual(['name', 'score'])
      expect(table.columns.map(cells)).toEqual([
        ['ä', 'b, "c"'],
        [1, 2],
      ])
    }
  })

  test('reads UTF-16 with a byte order mark', async () => {
    const text = '\uFEFFname,score\nä,1\n'
    const bytes = new Uint8Array(Uint16Array.from(text, (character) => character.charCodeAt(0)).buffer)
    expect(cells((await readCsv(bytes)).columns[0] as Column)).toEqual(['ä'])
  })

  test('a decimal comma is an option', async () => {
    const { columns } = await readCsv('x;y\n1,5;2\n-0,25;3\n', { decimal: ',' })
    expect(cells(columns[0] as Column)).toEqual([1.5, -0.25])
  })

  test('a column of numbers in which text appears late is text from its first row on, as written', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `${i},${i < 4000 ? '1.50' : 'unknown'}`)
    const { columns } = await readCsv(`id,rate\n${rows.join('\n')}\n`)
    expect(columns.map(({ kind }) => kind)).toEqual(['number', 'text'])
    expect((columns[1] as TextColumn).levels).toEqual(['1.50', 'unknown'])
    expect(cells(columns[0] as Column)[4999]).toBe(4999)
  })

  test('a blank line of a single column is a missing value', async () => {
    const { columns } = await readCsv('x\n1\n\n3\n')
    expect(cells(columns[0] as Column)).toEqual([1, Number.NaN, 3])
  })

  test('reads chosen columns and markers of missing values', async () => {
    const { columns } = await readCsv('a,b,c\n1,?,3\n4,5,6\n', { columns: ['b'], missing: ['?'] })
    expect(columns).toHaveLength(1)
    expect(cells(columns[0] as Column)).toEqual([Number.NaN, 5])
  })

  test('German credit: 1000 rows, 21 columns, no missing value', async () => {
    const table = await load('german-credit')
    expect(table.rows).toBe(1000)
    expect(table.columns).toHaveLength(21)
    expect(table.columns.reduce((sum, { missing }) => sum + missing, 0)).toBe(0)
    expect((columnNamed(table, 'creditability') as TextColumn).levels).toEqual(['good', 'bad'])
    expect(numbersNamed(table, 'credit_amount').values[1]).toBe(5951)
  })

  test.each([
    ['an empty file', '', {}, 'csv: the file is empty (0 bytes)'],
    ['a header alone', 'a,b\n', {}, 'csv: there is a header but no row below it'],
    ['a repeated name', 'a,b,a\n1,2,3\n', {}, 'csv: the header names "a" twice (columns 1 and 3)'],
    [
      'a ragged line, counted with the line ends inside quotes',
      'a,b\n"x\ny",1\n2\n',
      {},
      'csv: line 4 has 1 cells; 2 are needed, as in the header',
    ],
    ['an open quote', 'a,b\n1,2\n"x,3\n4,5\n', {}, 'csv: a quote that opens in line 3 is never closed'],
    ['text among numbers', 'a,b\n1,2\n3,x\n', { kinds: { b: 'number' } }, 'b: row 1 is "x"; a number is needed'],
    ['an unknown column', 'a,b\n1,2\n', { columns: ['c'] }, 'csv: column "c" is not in the header; there are a, b'],
    [
      'a file above the limit',
      'a,b\n1,2\n',
      { maxBytes: 4 },
      'csv: the file has 8 bytes; at most 4 are accepted (set maxBytes, or use Parquet)',
    ],
  ] as const)('refuses %s', async (_, text, options, message) => {
    await expect(readCsv(text, options)).rejects.toThrow(new InputError(message))
  })

  test('refuses bytes that are not text', async () => {
    await expect(readCsv(Uint8Array.of(0x61, 0xff, 0x62))).rejects.toThrow(/not UTF-8 text/)
    await expect(readCsv(Uint8Array.of(0x61, 0x00, 0x62))).rejects.toThrow(/zero bytes/)
  })
})

describe('readParquet', () => {
  const n = 2500
  const columnData = [
    { name: 'double', data: Array.from({ length: n }, (_, i) => (i % 7 ? i / 3 : null)), type: 'DOUBLE' as const },
    { name: 'integer', data: Int32Array.from({ length: n }, (_, i) => i), type: 'INT32' as const },
    { name: 'long', data: BigInt64Array.from({ length: n }, (_, i) => BigInt(i) * 1000n), type: 'INT64' as const },
    { name: 'huge', data: BigInt64Array.from({ length: n }, (_, i) => 2n ** 60n + BigInt(i)), type: 'INT64' as const },
    { name: 'flag', data: Array.from({ length: n }, (_, i) => i % 3 === 0), type: 'BOOLEAN' as const },
    {
      name: 'city',
      data: Array.from({ length: n }, (_, i) => (i % 5 ? `city ${i % 4}` : null)),
      type: 'STRING' as const,
    },
    { name: 'day', data: Array.from({ length: n }, (_, i) => new Date(86_400_000 * i)), type: 'TIMESTAMP' as const },
  ]
  const file = new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 1000 }))

  test('every kind, over several row groups', async () => {
    const { columns, rows } = await readParquet(file)
    expect(rows).toBe(n)
    expect(columns.map(({ kind }) => kind)).toEqual(['number', 'number', 'number', 'text', 'boolean', 'text', 'date'])
    const row = (i: number) => columns.map((column) => cells(column)[i])
    expect(row(0)).toEqual([Number.NaN, 0, 0, '1152921504606846976', 1, null, 0])
    expect(row(2498)).toEqual([2498 / 3, 2498, 2_498_000, '1152921504606849474', 0, 'city 2', 86_400_000 * 2498])
    expect(columns.map(({ missing }) => missing)).toEqual([358, 0, 0, 0, 0, 500, 0])
  })

  test('the same table by CSV and by Parquet gives the same columns', async () => {
    const { columns, rows } = await load('german-credit')
    const written = parquetWriteBuffer({
      columnData: columns.map((column) => ({ name: column.name, data: cells(column) as (string | number)[] })),
    })
    expect(await readTable(new Uint8Array(written))).toEqual({ columns, rows })
    expect(await readTable(bytesOf('german-credit'))).toEqual({ columns, rows })
  })

  test('reads chosen columns', async () => {
    const { columns } = await readParquet(file, { columns: ['city', 'double'] })
    expect(columns.map(({ name }) => name)).toEqual(['city', 'double'])
  })

  test.each([
    ['an empty file', new Uint8Array(0), {}, /the file is empty/],
    ['another format', utf8('a,b\n1,2\n'), {}, /does not start with PAR1/],
    ['a truncated file', file.subarray(0, 3000), {}, /does not end with PAR1: it is cut short/],
    ['a hole', Uint8Array.from(file, (byte, i) => (i > 100 && i < file.length - 8 ? 0 : byte)), {}, /can't be read/],
    ['an unknown column', file, { columns: ['x'] }, /column "x" is not in the file; there are double, integer/],
    ['a file above the limit', file, { maxBytes: 10 }, /at most 10 are accepted/],
  ])('refuses %s', async (_, bytes, options, message) => {
    const reading = readParquet(bytes, options)
    await expect(reading).rejects.toThrow(InputError)
    await expect(reading).rejects.toThrow(message)
  })

  test('a compression that the host lacks is named', async () => {
    const { decompressors } = await import('./parquet-codecs.js')
    expect(() => decompressors().LZO(new Uint8Array(1), 1)).toThrow(UnsupportedError)
  })
})
