/**
 * The visitor's clouds: two files, or one whose columns or labels tell source from target; and their picture in the plane.
 * @module
 */
import type { DataFile } from '@pushforward/lab'
import { covariance, InputError, type Points, points, readNpyPoints, readPointsCsv } from 'pushforward/measure'

export interface Clouds {
  readonly source: Points
  readonly target: Points
}

/**
 * @param files one or two, in the order source, target
 * @throws InputError naming the file and what it lacks
 */
export function readClouds(files: readonly DataFile[]): Clouds {
  const [first, second] = files
  if (!first) throw new InputError('data: no file was given; one or two are needed')
  const clouds = second ? { source: readOne(first), target: readOne(second) } : splitOne(first)
  if (clouds.source.d !== clouds.target.d) {
    throw new InputError(
      `data: the source has ${clouds.source.d} columns and the target ${clouds.target.d}; as many are needed`,
    )
  }
  for (const [name, { n }] of Object.entries(clouds)) {
    if (n < 2) throw new InputError(`data: the ${name} has ${n} point; at least 2 are needed`)
  }
  return clouds
}

function readOne({ name, bytes }: DataFile): Points {
  return named(name, () => (name.toLowerCase().endsWith('.npy') ? readNpyPoints(bytes) : readPointsCsv(bytes)))
}

/** A labelled file, or one with source and target side by side in an even number of columns. */
function splitOne(file: DataFile): Clouds {
  const labelled = file.name.toLowerCase().endsWith('.npy') ? undefined : byLabel(file)
  if (labelled) return labelled
  const both = readOne(file)
  if (both.d < 4 || both.d % 2 !== 0) {
    throw new InputError(
      `${file.name}: has ${both.d} columns of numbers; give two files, a column with two labels, or source and target side by side in 4 (6, 8 …) columns`,
    )
  }
  const half = both.d / 2
  const columns = (from: number) =>
    points(
      Float64Array.from(
        { length: both.n * half },
        (_, k) => both.data[Math.floor(k / half) * both.d + from + (k % half)] as number,
      ),
      half,
    )
  return { source: columns(0), target: columns(half) }
}

/** Splits rows by the one column whose entries are two texts; the label of the first row is the source. */
function byLabel({ name, bytes }: DataFile): Clouds | undefined {
  const lines = new TextDecoder()
    .decode(bytes)
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
  const separator = [',', ';', '\t'].find((candidate) => lines[0]?.includes(candidate))
  if (!separator) return undefined
  const rows = lines.map((line) => line.split(separator).map((field) => field.trim().replace(/^"(.*)"$/, '$1')))
  const body = rows.slice(1)
  const column = rows[0]?.findIndex((_, k) => {
    const labels = new Set(body.map((row) => row[k]))
    return labels.size === 2 && [...labels].every((label) => Number.isNaN(Number(label)))
  })
  if (column === undefined || column < 0) return undefined
  const head = rows[0] as string[]
  const isHeader = head.every((field) => Number.isNaN(Number(field)))
  const labelled = isHeader ? body : rows
  const first = labelled[0]?.[column]
  const cloud = (wanted: boolean) => {
    const kept = labelled.filter((row) => (row[column] === first) === wanted)
    const text = kept.map((row) => row.filter((_, k) => k !== column).join(separator)).join('\n')
    return named(name, () => readPointsCsv(new TextEncoder().encode(text)))
  }
  return { source: cloud(true), target: cloud(false) }
}

/** Puts the file's name before what is wrong with it. */
function named<T>(name: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${name}: ${error.message}`)
    throw error
  }
}

/** How points of any dimension are drawn in the plane. */
export interface View {
  readonly project: (x: Points) => Points
  readonly axes: readonly [string, string]
}

/** The plane itself for d <= 2 (a line gets a second coordinate of 0), the first two principal components otherwise. */
export function viewOf({ source, target }: Clouds): View {
  const { d } = source
  if (d === 2) return { project: (x) => x, axes: ['first coordinate', 'second coordinate'] }
  if (d === 1) return { project: (x) => onto(x, [Float64Array.of(1), Float64Array.of(0)]), axes: ['coordinate', ''] }
  const axes = principalAxes([source, target])
  return { project: (x) => onto(x, axes), axes: ['first principal component', 'second principal component'] }
}

function onto({ data, n, d }: Points, [first, second]: readonly [Float64Array, Float64Array]): Points {
  const out = new Float64Array(2 * n)
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < d; k++) {
      const value = data[i * d + k] as number
      out[2 * i] = (out[2 * i] as number) + value * (first[k] as number)
      out[2 * i + 1] = (out[2 * i + 1] as number) + value * (second[k] as number)
    }
  }
  return { data: out, n, d: 2 }
}

/** Two directions of largest variance of the joined clouds, by power iteration and deflation: enough for a picture. */
function principalAxes(clouds: readonly Points[]): readonly [Float64Array, Float64Array] {
  const joined = points(Float64Array.from(clouds.flatMap(({ data }) => [...data])), (clouds[0] as Points).d)
  const { data: matrix } = covariance(joined)
  const { d } = joined
  const leading = (avoid?: Float64Array) => {
    let v = Float64Array.from({ length: d }, (_, k) => 1 + k / d)
    for (let step = 0; step < 200; step++) {
      const next = new Float64Array(d)
      for (let k = 0; k < d; k++)
        for (let l = 0; l < d; l++) next[k] = (next[k] as number) + (matrix[k * d + l] as number) * (v[l] as number)
      const along = avoid ? next.reduce((sum, value, k) => sum + value * (avoid[k] as number), 0) : 0
      if (avoid) for (let k = 0; k < d; k++) next[k] = (next[k] as number) - along * (avoid[k] as number)
      const length = Math.hypot(...next) || 1
      v = next.map((value) => value / length)
    }
    return v
  }
  const first = leading()
  return [first, leading(first)]
}
