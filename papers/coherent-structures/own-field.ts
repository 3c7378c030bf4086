/**
 * The visitor's velocities: on a grid, in the files that `readField` reads, with a scalar if they hold one, or at scattered
 * places (strokes, drifters, tracked particles) as one table x, y, u, v.
 * @module
 */
import type { DataFile } from '@pushforward/lab'
import {
  type Grid,
  type GriddedField,
  type GridNodes,
  gridFlow,
  helmholtz,
  InputError,
  type RegriddedAxis,
  readField,
  scattered,
} from 'pushforward/field'
import { type Points, points, readPointsCsv } from 'pushforward/measure'
import { digits } from './figures.js'
import { type Box, inUnits, nodesOf, type Scene } from './flows.js'

export interface OwnOptions {
  /** Whether missing values are land; else the first is an error. */
  readonly land: boolean
  /** Name of the variable that is 0 where there is no vector. */
  readonly mask?: string
  /** Whether frames follow each other in time. */
  readonly timeResolved: boolean
}

/** Nodes across of the grid that scattered samples are brought to. */
const SCATTERED_NODES = 65
/** A table has this many times fewer rows than a grid of its coordinates would have nodes: it is no grid. */
const SPARSE = 4
/** Lengths of a path, in boxes, after which a steady flow has shown itself. */
const STEADY_TURNS = 1

/** @throws InputError in the words of `readField`, naming the file; or if scattered samples do not move */
export async function ownScene(files: readonly DataFile[], options: OwnOptions): Promise<Scene> {
  const sparse = scatteredSamples(files)
  if (sparse) return scatteredScene(files[0] as DataFile, sparse)
  const { land, mask, timeResolved } = options
  const read = await readField(files, {
    land: land || mask !== undefined,
    regrid: true,
    ...(mask !== undefined && { names: { valid: mask } }),
  })
  return griddedScene(read, nameOf(files), timeResolved)
}

function griddedScene(field: GriddedField, name: string, timeResolved: boolean): Scene {
  const { x, y, t, u, v, c, missing, units, regridded = [] } = field
  const flow = gridFlow({ x, y, ...(t && { t }), u, v, ...(missing > 0 && { land: true, interpolation: 'hermite' }) })
  const box: Box = { ...flow.box, periodic: [false, false] }
  const frames = t?.length ?? 1
  const times = regridded.find(({ axis }) => axis === 't')
  // What was put between frames holds nothing new.
  const courant = flow.courant * (times ? times.widest / times.spacing : 1)
  const facts = [
    `${name}: ${x.length} × ${y.length} nodes, ${frames} ${frames === 1 ? 'frame' : 'frames'}`,
    ...(missing > 0 ? [`${(100 * missing).toFixed(1)} % without velocity`] : []),
    ...regridded.map((axis) => regriddedNote(axis, units[axis.axis])),
    ...(timeResolved && courant > 1
      ? [`structures move ${courant.toFixed(1)} cells between frames, so that interpolation in time decides`]
      : []),
  ]
  const common = {
    ...{ name: 'data', flow, box, origin: `${facts.join('; ')}.` },
    key: `${name} ${u.length} ${u[0]} ${u[u.length >> 1]}`,
    measured: planarNodes(field),
    ...(c && { scalar: { source: field.sources.c ?? 'c', at: frameAt({ ...field, c }) } }),
    units: {
      length: units.x ?? '',
      time: units.t ?? '',
      ...(units.u && units.x && { rate: `${units.u} per ${units.x}` }),
    },
  }
  const [first, last] = flow.times ?? [0, 0]
  if (!timeResolved) {
    return { ...common, ...(flow.times && { times: flow.times }), t0: first, duration: 0, instantaneous: true }
  }
  if (flow.times) return { ...common, times: flow.times, t0: first, duration: (last - first) / 2 }
  return { ...common, t0: 0, duration: turnover(box, u, v) }
}

function regriddedNote({ axis, narrowest, widest, spacing }: RegriddedAxis, unit = ''): string {
  const after = inUnits(digits(spacing), unit)
  return `${axis} was spaced by ${digits(narrowest)} to ${inUnits(digits(widest), unit)} and is interpolated to every ${after}`
}

function planarNodes({ x, y }: Pick<GriddedField, 'x' | 'y'>): GridNodes {
  const step = (nodes: Float64Array) => ((nodes.at(-1) as number) - (nodes[0] as number)) / (nodes.length - 1)
  return {
    shape: [y.length, x.length],
    spacing: [step(y), step(x)],
    origin: [y[0] as number, x[0] as number],
    periodic: [false, false],
  }
}

/** The scalar at a time, linear between frames. */
function frameAt(field: GriddedField & { readonly c: Float64Array }): (time: number) => Grid {
  const nodes = planarNodes(field)
  const size = field.x.length * field.y.length
  const { t, c } = field
  return (time) => {
    const place = t ? ((time - (t[0] as number)) / ((t.at(-1) as number) - (t[0] as number))) * (t.length - 1) : 0
    const first = Math.min(Math.max(Math.floor(place), 0), Math.max((t?.length ?? 1) - 2, 0))
    const share = Math.min(Math.max(place - first, 0), 1)
    const [from, to] = [c.subarray(first * size, (first + 1) * size), c.subarray((first + 1) * size)]
    const values = share > 0 ? from.map((value, i) => value + share * ((to[i] as number) - value)) : from
    return { ...nodes, values }
  }
}

/** The time in which fluid at the root mean square speed goes through the box. */
function turnover({ x, y }: Box, u: Float64Array, v: Float64Array): number {
  let sum = 0
  let count = 0
  for (let k = 0; k < u.length; k++) {
    const square = (u[k] as number) ** 2 + (v[k] as number) ** 2
    if (Number.isNaN(square)) continue
    sum += square
    count++
  }
  const speed = Math.sqrt(sum / count)
  if (!(speed > 0)) throw new InputError('data: every velocity is 0 or missing; fluid that moves is needed')
  return (STEADY_TURNS * Math.min(x[1] - x[0], y[1] - y[0])) / speed
}

/** The page names strokes so. */
const isDrawn = ({ name }: Pick<DataFile, 'name'>) => name === 'strokes.csv'

/** Rows x, y, u, v of a table that is no grid. */
function scatteredSamples(files: readonly DataFile[]): Points | undefined {
  const [file] = files
  if (!file || files.length > 1 || !/\.(csv|txt)$/i.test(file.name)) return undefined
  try {
    const { columns, ...table } = readPointsCsv(file.bytes)
    const named = columns?.map((name) => name.toLowerCase().trim()).join()
    if (table.d !== 4 || (named !== undefined && named !== 'x,y,u,v')) return undefined
    const distinct = (k: number) => new Set(Array.from({ length: table.n }, (_, i) => table.data[4 * i + k])).size
    return isDrawn(file) || distinct(0) * distinct(1) > SPARSE * table.n ? table : undefined
  } catch {
    // Not such a table: whoever reads it as a grid says what is wrong.
    return undefined
  }
}

/**
 * Smoothed onto a grid a little larger than the samples, and of that the part that keeps to the box and neither swells nor
 * shrinks: particles stay, and H has a meaning.
 */
function scatteredScene({ name }: DataFile, table: Points): Scene {
  const column = (k: number) => Float64Array.from({ length: table.n }, (_, i) => table.data[4 * i + k] as number)
  const isPad = isDrawn({ name })
  const [x, y] = isPad
    ? ([
        [-1, 1],
        [-1, 1],
      ] as const)
    : ([around(column(0)), around(column(1))] as const)
  const across = SCATTERED_NODES
  const box: Box = { x, y, periodic: [false, false] }
  const nodes = nodesOf(box, across)
  const ny = nodes.shape[0] as number
  const pairs = (k: number) =>
    points(
      Float64Array.from({ length: 2 * table.n }, (_, i) => table.data[4 * (i >> 1) + k + (i & 1)] as number),
      2,
    )
  const film = mirrored(helmholtz(scattered(pairs(0), pairs(2), nodes)).rotation)
  const flow = gridFlow(film)
  const what = isPad ? 'strokes' : 'samples'
  return {
    ...{ name: isPad ? 'drawing' : 'data', flow, box, t0: 0, units: { length: '', time: isPad ? 's' : '' } },
    key: `${name} ${table.n} ${table.data[0]} ${table.data[2]} ${table.data.at(-1)}`,
    duration: turnover(box, film.u, film.v),
    origin: `${table.n} velocities along ${what}, smoothed onto ${across} × ${ny} nodes; the part without divergence or flow through the walls.`,
  }
}

/**
 * With a ring of nodes beyond the walls, half a cell outside, where the velocity through the wall is turned round: on the wall
 * it is then 0.
 */
function mirrored({ values, shape, spacing, origin }: Grid) {
  const [ny, nx] = shape as [number, number]
  const inner = (k: number, n: number) => Math.min(Math.max(k, 0), n - 1)
  const axis = (n: number, k: 0 | 1) =>
    Float64Array.from({ length: n + 2 }, (_, i) => (origin[k] as number) + (i - 1) * (spacing[k] as number))
  const component = (c: 0 | 1) =>
    Float64Array.from({ length: (ny + 2) * (nx + 2) }, (_, at) => {
      const [j, i] = [Math.floor(at / (nx + 2)) - 1, (at % (nx + 2)) - 1]
      const outside = c === 0 ? i !== inner(i, nx) : j !== inner(j, ny)
      return (outside ? -1 : 1) * (values[2 * (inner(j, ny) * nx + inner(i, nx)) + c] as number)
    })
  return { x: axis(nx, 1), y: axis(ny, 0), u: component(0), v: component(1) }
}

/** The range of the samples and a tenth more on both sides. */
function around(values: Float64Array): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  const margin = 0.1 * (high - low || 1)
  return [low - margin, high + margin]
}

const nameOf = (files: readonly DataFile[]) => {
  const [first] = files
  return files.length === 1 ? (first?.name ?? '') : `${first?.name} and ${files.length - 1} more`
}
