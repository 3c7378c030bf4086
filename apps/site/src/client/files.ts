/**
 * Files of the visitor, checked before they are read.
 * @module
 */
import type { DataFile, DataRequest } from '@pushforward/lab'
import { formatBytes } from '../format.js'
import type { DrawnClouds, Stroke } from '../paper/actions.js'

/** Of all files together: reading and parsing more would exhaust a phone's memory; the command line takes any size. */
export const MOST_BYTES = 100_000_000

/** @returns what is wrong with the choice, or undefined */
export function refuseFiles(files: readonly Pick<File, 'name' | 'size'>[], request: DataRequest): string | undefined {
  const { min, max } = request.files
  if (files.length > max) {
    return `${files.length} files were given; at most ${max === 1 ? 'one is' : `${max} are`} read. ${request.description}`
  }
  for (const { name, size } of files) {
    if (!request.accept.some((extension) => name.toLowerCase().endsWith(extension))) {
      return `${name}: this kind of file is not read; accepted are ${request.accept.join(', ')}.`
    }
    if (size === 0) return `${name} is empty (0 bytes); choose a file with data.`
  }
  const total = files.reduce((sum, { size }) => sum + size, 0)
  const [first] = files
  if (first && total > MOST_BYTES) {
    const [what, part] =
      files.length === 1
        ? [`${first.name} has ${formatBytes(total)}`, 'Take a sample of its rows']
        : [`The ${files.length} files have ${formatBytes(total)} together`, 'Take a part of them']
    return `${what}; at most ${formatBytes(MOST_BYTES)} are read in the page. ${part}, or use the command line: npx pushforward run … --data ${first.name}${files.length === 1 ? '' : ' --data …'}`
  }
  if (files.length < min) {
    return `${files.length === 1 ? 'One file was' : `${files.length} files were`} given; ${min} are needed. ${request.description}`
  }
  return undefined
}

export const readFiles = (files: readonly File[]): Promise<readonly DataFile[]> =>
  Promise.all(files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })))

/** Drawn clouds as the files that a paper takes: of a single cloud, the target alone. */
export function drawingFiles(
  { source, target }: DrawnClouds,
  kind: DataRequest['kind'] = 'clouds',
): readonly DataFile[] {
  const encoder = new TextEncoder()
  const csv = (points: DrawnClouds['source']) =>
    `x,y\n${points.map(([x, y]) => `${x.toFixed(4)},${y.toFixed(4)}\n`).join('')}`
  if (kind === 'cloud') return [{ name: 'drawing.csv', bytes: encoder.encode(csv(target)) }]
  return [
    { name: 'source.csv', bytes: encoder.encode(csv(source)) },
    { name: 'target.csv', bytes: encoder.encode(csv(target)) },
  ]
}

/** Strokes as velocities along them, one a piece between two places of the pen, at its middle. */
export function strokeFiles(strokes: readonly Stroke[]): readonly DataFile[] {
  const rows = strokes.flatMap((stroke) =>
    stroke.slice(1).map((to, k) => {
      const from = stroke[k] as Stroke[number]
      const time = to.t - from.t
      const row = [(from.x + to.x) / 2, (from.y + to.y) / 2, (to.x - from.x) / time, (to.y - from.y) / time]
      return row.map((value) => value.toFixed(4)).join(',')
    }),
  )
  if (rows.length === 0) return []
  return [{ name: 'strokes.csv', bytes: new TextEncoder().encode(`x,y,u,v\n${rows.join('\n')}\n`) }]
}
