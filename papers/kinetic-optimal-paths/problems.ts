/**
 * The demonstration's clouds, and the visitor's.
 * @module
 */
import type { DataFile } from '@pushforward/lab'
import { InputError, type Points, type Rng, readNpyPoints, readPointsCsv } from 'pushforward/measure'
import { sampleCheckerboard } from './checkerboard.js'

export const PROBLEMS = ['checkerboard', 'rings', 'clusters'] as const
export type ProblemName = (typeof PROBLEMS)[number]

const from = (n: number, draw: () => readonly [number, number]): Points => {
  const data = new Float64Array(2 * n)
  for (let i = 0; i < n; i++) data.set(draw(), 2 * i)
  return { data, n, d: 2 }
}

/** Two circles, so thin that at their own scale they are lines. */
const rings = (n: number, random: Rng) =>
  from(n, () => {
    const radius = (random.integer(2) + 1) * (1 + 0.02 * random.normal())
    const angle = 2 * Math.PI * random.uniform()
    return [radius * Math.cos(angle), radius * Math.sin(angle)]
  })

/** Five tight clusters. */
const clusters = (n: number, random: Rng) =>
  from(n, () => {
    const angle = (2 * Math.PI * random.integer(5)) / 5 + Math.PI / 2
    return [Math.cos(angle) + 0.05 * random.normal(), Math.sin(angle) + 0.05 * random.normal()]
  })

export function drawProblem(name: ProblemName, n: number, random: Rng): Points {
  if (name === 'checkerboard') return sampleCheckerboard(n, random)
  return name === 'rings' ? rings(n, random) : clusters(n, random)
}

/** @throws InputError naming the file and what it lacks */
export function readCloud({ name, bytes }: DataFile): Points {
  try {
    const cloud = name.toLowerCase().endsWith('.npy') ? readNpyPoints(bytes) : readPointsCsv(bytes)
    if (cloud.n < 2) throw new InputError(`has ${cloud.n} point; at least 2 are needed`)
    return cloud
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${name}: ${error.message}`)
    throw error
  }
}

/** What of a cloud is drawn: the plane itself, or the two coordinates of largest variance. */
export interface View {
  readonly columns: readonly [number, number]
  readonly axes: readonly [string, string]
}

export function viewOf({ data, n, d }: Points): View {
  const spread = Array.from({ length: d }, (_, k) => {
    let [sum, square] = [0, 0]
    for (let i = 0; i < n; i++) {
      sum += data[i * d + k] as number
      square += (data[i * d + k] as number) ** 2
    }
    return square / n - (sum / n) ** 2
  })
  const order = spread.map((_, k) => k).sort((a, b) => (spread[b] as number) - (spread[a] as number))
  const [first, second] = [order[0] as number, order[1] ?? (order[0] as number)].sort((a, b) => a - b) as [
    number,
    number,
  ]
  return { columns: [first, second], axes: [`coordinate ${first + 1}`, `coordinate ${second + 1}`] }
}
