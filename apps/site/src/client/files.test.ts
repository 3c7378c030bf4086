import type { DataRequest } from '@pushforward/lab'
import { describe, expect, test } from 'vitest'
import { drawingFiles, refuseFiles, strokeFiles } from './files.js'

const request: DataRequest = {
  kind: 'clouds',
  accept: ['.csv', '.npy'],
  files: { min: 2, max: 2 },
  description: 'A source and a target.',
}
const file = (name: string, size: number) => ({ name, size })

describe('refuseFiles', () => {
  test('lets through what the paper takes', () => {
    expect(refuseFiles([file('a.csv', 10), file('B.NPY', 10)], request)).toBeUndefined()
  })

  test('says which file, what is wrong, and what to do', () => {
    expect(refuseFiles([file('a.csv', 0), file('b.csv', 1)], request)).toBe(
      'a.csv is empty (0 bytes); choose a file with data.',
    )
    expect(refuseFiles([file('a.pdf', 9), file('b.csv', 1)], request)).toBe(
      'a.pdf: this kind of file is not read; accepted are .csv, .npy.',
    )
    expect(refuseFiles([file('a.csv', 1)], request)).toBe('One file was given; 2 are needed. A source and a target.')
    expect(refuseFiles(Array(3).fill(file('a.csv', 1)), request)).toMatch(/^3 files were given; at most 2 are read/)
  })
})

describe('the size of files', () => {
  test('of one file is limited', () => {
    const one = { ...request, files: { min: 1, max: 2 } }
    expect(refuseFiles([file('a.csv', 100_000_000)], one)).toBeUndefined()
    expect(refuseFiles([file('a.csv', 200_000_000)], one)).toBe(
      'a.csv has 200 MB; at most 100 MB are read in the page. Take a sample of its rows, or use the command line: npx pushforward run … --data a.csv',
    )
  })

  test('of several is limited as a sum, as they are in memory together', () => {
    expect(refuseFiles([file('a.csv', 50_000_000), file('b.csv', 50_000_000)], request)).toBeUndefined()
    expect(refuseFiles([file('a.csv', 60_000_000), file('b.csv', 60_000_000)], request)).toBe(
      'The 2 files have 120 MB together; at most 100 MB are read in the page. Take a part of them, or use the command line: npx pushforward run … --data a.csv --data …',
    )
  })
})

describe('drawingFiles', () => {
  test('makes a table of each cloud', () => {
    const [source, target] = drawingFiles({ source: [[0.5, -1]], target: [] })
    expect(source?.name).toBe('source.csv')
    expect(new TextDecoder().decode(source?.bytes)).toBe('x,y\n0.5000,-1.0000\n')
    expect(new TextDecoder().decode(target?.bytes)).toBe('x,y\n')
  })

  test('makes one table of a single cloud', () => {
    const files = drawingFiles({ source: [], target: [[0.5, -1]] }, 'cloud')
    expect(files.map(({ name }) => name)).toEqual(['drawing.csv'])
    expect(new TextDecoder().decode(files[0]?.bytes)).toBe('x,y\n0.5000,-1.0000\n')
  })
})

describe('strokeFiles', () => {
  test('gives the velocity of the pen at the middle of each piece', () => {
    const [file] = strokeFiles([
      [
        { x: 0, y: 0, t: 5 },
        { x: 0.5, y: 0, t: 5.25 },
        { x: 0.5, y: -0.2, t: 5.35 },
      ],
    ])
    expect(file?.name).toBe('strokes.csv')
    expect(new TextDecoder().decode(file?.bytes)).toBe(
      'x,y,u,v\n0.2500,0.0000,2.0000,0.0000\n0.5000,-0.1000,0.0000,-2.0000\n',
    )
  })

  test('makes no file of nothing', () => {
    expect(strokeFiles([])).toEqual([])
    expect(strokeFiles([[{ x: 0, y: 0, t: 0 }]])).toEqual([])
  })
})
