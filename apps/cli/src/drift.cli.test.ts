import { describe, expect, test } from 'vitest'
import { commandInFolder } from './fixtures/command.js'

const { pushforward, put } = commandInFolder()

/** `count` lines of each value. */
const column = (name: string, counts: Readonly<Record<string, number>>) =>
  `${[name, ...Object.entries(counts).flatMap(([value, count]) => Array<string>(count).fill(value))].join('\n')}\n`

describe('pushforward drift', () => {
  test('gives the stability index of each column: Σ (a − e) ln(a/e)', async () => {
    const expected = put('expected.csv', column('grade', { a: 50, b: 50 }))
    const actual = put('actual.csv', column('grade', { a: 80, b: 20 }))
    const { code, stdout } = await pushforward('drift', expected, actual, '--json')
    expect(code).toBe(0)
    const report = JSON.parse(stdout)
    expect(report).toMatchObject({ expected, actual, rows: { expected: 100, actual: 100 }, alpha: 0.05 })
    const [grade] = report.columns
    expect(grade).toMatchObject({ name: 'grade', kind: 'text', drifted: true })
    expect(grade.psi.value).toBeCloseTo(0.3 * Math.log(1.6) - 0.3 * Math.log(0.4), 12)
    expect(grade.expected.slice(0, 2)).toEqual([50, 50])
  })

  test('prints a table for people, and names columns that only one file has', async () => {
    const expected = put('expected.csv', 'x,old\n1,1\n2,1\n3,1\n4,1\n')
    const actual = put('actual.csv', 'x,new\n1,1\n2,1\n3,1\n4,1\n')
    const { stdout } = await pushforward('drift', expected, actual)
    expect(stdout).toMatch(/column +kind +PSI +95 % interval +adjusted p\nx +number +0 /)
    expect(stdout).toContain('Not in the actual table: old\nNot in the expected table: new\n')
  })

  test('ends with 2 and says why for files that can’t be used', async () => {
    const good = put('good.csv', 'x,y\n1,2\n3,4\n5,6\n')
    const refused: [string[], string][] = [
      [[good, put('empty.csv', '')], 'empty.csv: is empty'],
      [[good, put('text.csv', 'x,y\n1,2\nold,4\n')], 'x: holds text in actualTable, row 1 is "old"'],
      [[good, put('cut.parquet', 'PAR1 and nothing more')], 'cut.parquet: parquet: the file does not end with PAR1'],
      [[good, good, '--columns', 'x,z'], 'columns: good.csv has no "z". Did you mean x?'],
      [[good, good, '--columns', 'x,,y'], 'Names between commas are needed.'],
      [[good, 'none.csv'], 'none.csv: does not exist'],
      [[good], "missing required argument 'actual'"],
    ]
    for (const [args, message] of refused) {
      const { code, stdout, stderr } = await pushforward('drift', ...args)
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toContain(message)
    }
  })
})
