/**
 * Which noise goes with which data point: joint laws of x₀ and x₁ with the given marginals, on batches.
 *
 * The coupling does not change the law that a flow learns to make, but how straight its paths are. Independent pairs cross
 * the most; pairs from an optimal plan between batches cross the least, and with larger batches approach the optimal
 * transport between the laws.
 *
 * Sources: Pooladian et al. 2023, "Multisample flow matching", §3; Tong et al. 2024, "Improving and generalizing
 * flow-based generative models with minibatch optimal transport", §3.2 and §4.3.
 * @module
 */
import { InputError } from '../../errors.js'
import { assertMeasure, type Points } from '../../measure/points.js'
import { permutation, type Rng } from '../../measure/random.js'
import type { Cost } from '../../transport/cost.js'
import { emd } from '../../transport/emd.js'
import type { Epsilon } from '../../transport/epsilon.js'
import type { Plan } from '../../transport/plan.js'
import { sinkhorn } from '../../transport/sinkhorn.js'

/** Rows of x and of y that go together: pair k is (x[i[k]], y[j[k]]). */
export interface IndexPairs {
  readonly i: Uint32Array
  readonly j: Uint32Array
}

/**
 * Pairs every row of x, `[n, d]`, with one of y, `[m, d]`: i is 0 … n − 1.
 * @throws InputError if a number is not finite, dimensions differ, or sizes do not fit the coupling
 */
export type Coupling = (x: Points, y: Points, random: Rng) => IndexPairs

/**
 * Pairs at random. With n = m a permutation, so that both batches are used up; otherwise y with replacement.
 * @example
 * independentCoupling()(points([1, 2]), points([3, 4]), rng(0)).i // [0, 1]
 */
export function independentCoupling(): Coupling {
  return (x, y, random) => {
    checkBatches(x, y)
    const j = x.n === y.n ? permutation(random, x.n) : Uint32Array.from({ length: x.n }, () => random.integer(y.n))
    return { i: rows(x.n), j }
  }
}

/** Row k with row k: data that come in pairs. */
export function pairedCoupling(): Coupling {
  return (x, y) => {
    checkBatches(x, y)
    if (x.n !== y.n) throw new InputError(`y: has ${y.n} points; ${x.n} are needed, one for each of x`)
    return { i: rows(x.n), j: rows(x.n) }
  }
}

export interface MinibatchOptions {
  /**
   * Default `'emd'`: the optimal plan, for n = m one partner for each. `'sinkhorn'` draws from the entropic plan, whose
   * paths estimate a Schrödinger bridge.
   */
  readonly method?: 'emd' | 'sinkhorn'
  /** Default `'sqeuclidean'`: straight paths of least energy. */
  readonly cost?: Cost
  /** Entropy for `'sinkhorn'`. Default 0.05 of the mean cost: blurs a twentieth, and converges in a few sweeps. */
  readonly epsilon?: Epsilon
}

/**
 * Pairs from a transport plan between the batches: row i of x gets a partner with probability P_ij / a_i, so x keeps its
 * marginal exactly, and y too where every row has a single partner (emd with n = m), in the mean otherwise.
 * @throws InputError if the method is unknown or an option does not fit
 * @example
 * minibatchCoupling()(points([0, 1]), points([1.1, 0.2]), rng(0)).j // [1, 0]
 */
export function minibatchCoupling(options: MinibatchOptions = {}): Coupling {
  const { method = 'emd', cost = 'sqeuclidean', epsilon = { relative: 'mean', factor: 0.05 } } = options
  if (method !== 'emd' && method !== 'sinkhorn') {
    throw new InputError(`method: is '${method}'; 'emd' or 'sinkhorn' is needed`)
  }
  return (x, y, random) => {
    checkBatches(x, y)
    const plan = method === 'emd' ? emd(x, y, { cost }).plan() : sinkhorn(x, y, { cost, epsilon }).plan()
    return { i: rows(x.n), j: drawPartners(plan, x.n, random) }
  }
}

/**
 * The rows of a batch in the order of pairs.
 * @param order rows to take, `[k]`
 */
export function takeRows({ data, d }: Points, order: Uint32Array): Points {
  const out = new Float64Array(order.length * d)
  for (const [k, row] of order.entries()) out.set(data.subarray(row * d, (row + 1) * d), k * d)
  return { data: out, n: order.length, d }
}

function checkBatches(x: Points, y: Points): void {
  assertMeasure('x', x)
  assertMeasure('y', y, { dimension: x.d })
}

const rows = (n: number) => Uint32Array.from({ length: n }, (_, k) => k)

/** One j for each i, drawn from row i of the plan in a single pass: a later entry replaces the choice with its share. */
function drawPartners({ i, j, mass }: Plan, n: number, random: Rng): Uint32Array {
  const chosen = new Uint32Array(n)
  const seen = new Float64Array(n)
  for (let k = 0; k < mass.length; k++) {
    const row = i[k] as number
    const weight = mass[k] as number
    if (!(weight > 0)) continue
    const total = (seen[row] as number) + weight
    // The first entry of a row takes no draw: a permutation is the same whatever the seed.
    if (seen[row] === 0 || random.uniform() * total < weight) chosen[row] = j[k] as number
    seen[row] = total
  }
  return chosen
}
