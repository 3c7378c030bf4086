import { afterEach, describe, expect, test } from 'vitest'
import { startThreads, stopThreads } from './pool.js'
import { type SeparationLooks, separationTerms } from './separation.js'

afterEach(() => stopThreads())

/** frac(k √2 + …): numbers without a generator, in [−1, 1). */
const wave = (count: number, phase: number) =>
  Float64Array.from({ length: count }, (_, k) => 2 * (((k + 1) * Math.SQRT2 + k * k * phase) % 1) - 1)

const looks = (n: number, d: number, k: number): SeparationLooks => ({
  atoms: wave(n * d, 0.00137),
  d,
  own: Array.from({ length: k }, (_, j) => (7 * j) % n),
  noise: wave(k * d, 0.0011).map((value) => 2 * value),
  s: Float64Array.from({ length: 24 }, (_, g) => 0.05 * 1.4 ** g),
})

/** The formulas, over all atoms at every s. */
function plain({ atoms, d, logWeights, own, noise, s, heldOut = false }: SeparationLooks) {
  const n = atoms.length / d
  const residual: number[] = []
  const other: number[] = []
  for (let j = 0; j < own.length; j++) {
    const x = atoms.subarray((own[j] as number) * d, ((own[j] as number) + 1) * d)
    const z = noise.subarray(j * d, (j + 1) * d)
    for (const at of s) {
      const others = Array.from({ length: n }, (_, i) => i).filter((i) => !heldOut || i !== own[j])
      const logits = others.map((i) => {
        let logit = logWeights ? (logWeights[i] as number) - (logWeights[own[j] as number] as number) : 0
        for (let c = 0; c < d; c++) {
          const step = (atoms[i * d + c] as number) - (x[c] as number)
          logit += at * (z[c] as number) * step - (at * at * step * step) / 2
        }
        return logit
      })
      const most = Math.max(...logits)
      const weights = logits.map((logit) => Math.exp(logit - most))
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      let [error, tangent, linear] = [0, 0, 0]
      for (let c = 0; c < d; c++) {
        const mean = weights.reduce(
          (sum, weight, a) => sum + weight * (atoms[(others[a] as number) * d + c] as number),
          0,
        )
        const shrunk = (at * (at * (x[c] as number) + (z[c] as number))) / (1 + at * at)
        error += ((x[c] as number) - mean / total) ** 2
        tangent += (mean / total - shrunk) ** 2
        linear += ((x[c] as number) - shrunk) ** 2
      }
      const scale = (1 + at * at) / d
      residual.push(1 - scale * error)
      other.push(heldOut ? scale * linear - 1 : scale * tangent)
    }
  }
  return { residual, other }
}

describe('separationTerms', () => {
  test.each([
    ['in the plane', looks(301, 2, 9)],
    ['on the line, an even number', looks(300, 1, 9)],
    ['in many dimensions', looks(120, 11, 5)],
    ['weighted', { ...looks(301, 2, 9), logWeights: wave(301, 0.002).map((value) => 3 * value) }],
    ['held out', { ...looks(301, 2, 9), heldOut: true }],
    ['two atoms, held out', { ...looks(2, 3, 4), heldOut: true }],
  ])('is the plain sum over all atoms: %s', (_, given) => {
    const expected = plain(given)
    const terms = separationTerms(given)
    expect(terms.residual.length).toBe(expected.residual.length)
    given.s.forEach((at, g) => {
      for (let j = 0; j < given.own.length; j++) {
        const k = j * given.s.length + g
        // Dropped weights are below e^−30 = 1e-13 each, of at most 301, and (1 + s²) multiplies squares of size one.
        const bound = 301 * 1e-13 * 8 * (1 + at * at)
        expect(Math.abs((terms.residual[k] as number) - (expected.residual[k] as number))).toBeLessThan(bound)
        expect(Math.abs((terms.other[k] as number) - (expected.other[k] as number))).toBeLessThan(bound)
      }
    })
  })

  test('threads and grain change no bit', async () => {
    const given = looks(301, 2, 40)
    const alone = separationTerms(given)
    expect(separationTerms(given, { grain: 7 })).toEqual(alone)
    expect(await startThreads(2)).toBe(2)
    expect(separationTerms(given)).toEqual(alone)
  })
})
