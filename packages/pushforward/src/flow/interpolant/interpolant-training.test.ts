import { describe, expect, test } from 'vitest'
import { mlp } from '../../learn/network.js'
import { gaussian } from '../../measure/gaussian.js'
import { mixture } from '../../measure/mixture.js'
import { points } from '../../measure/points.js'
import { rng } from '../../measure/random.js'
import { normalPoints } from '../../measure/sampling.js'
import { sample } from '../sampler/sample.js'
import { type Coupling, minibatchCoupling } from './coupling.js'
import { networkField } from './network-field.js'
import { stochasticInterpolant } from './stochastic-interpolant.js'
import { type TimeDensity, timeDensity } from './time-density.js'

const network = { hidden: [32, 32] }

describe('networkField', () => {
  const net = mlp({ d: 3, outputs: 2, hidden: [16] })
  const field = networkField(net, net.initial(rng(1)))
  const x = normalPoints(rng(2), 9, 2)

  test('divergence and products are those of the differences', () => {
    const u = normalPoints(rng(3), 9, 2)
    const h = 1e-2
    const at = (by: number) =>
      field.value({ ...x, data: x.data.map((value, k) => value + by * (u.data[k] as number)) as Float64Array }, 0.3)
        .data
    const [after, before] = [at(h), at(-h)]
    // float32: 1e-7 over h, and h² of a third derivative.
    field.jvp?.(x, u, 0.3).data.forEach((value, k) => {
      expect(((after[k] as number) - (before[k] as number)) / (2 * h)).toBeCloseTo(value, 3)
    })
    const w = normalPoints(rng(4), 9, 2)
    const inner = (a: ArrayLike<number>, b: ArrayLike<number>) =>
      Array.from(a).reduce((s, v, k) => s + v * (b[k] as number), 0)
    const jvp = field.jvp?.(x, u, 0.3).data ?? []
    const vjp = field.vjp?.(x, w, 0.3).data ?? []
    expect(inner(jvp, w.data)).toBeCloseTo(inner(vjp, u.data), 4)
    const traced = [0, 1].map((k) => {
      const unit = { ...x, data: x.data.map((_, at) => (at % 2 === k ? 1 : 0)) as Float64Array }
      return field.jvp?.(x, unit, 0.3).data.filter((_, at) => at % 2 === k) as Float64Array
    })
    field.divergence?.(x, 0.3).forEach((value, i) => {
      expect((traced[0]?.[i] as number) + (traced[1]?.[i] as number)).toBeCloseTo(value, 12)
    })
  })

  test('names what is wrong', () => {
    const square = mlp({ d: 2, hidden: [4] })
    expect(() => networkField(square, square.initial(rng(0)))).toThrow(/network: reads 2 columns and gives 2/)
  })
})

describe('stochasticInterpolant', () => {
  test('learns the fields of two Gaussians, and both samplers reach the target', async () => {
    const { interpolant, fit, fields } = stochasticInterpolant({ gamma: { brownian: 2 } })
    expect(interpolant.name).toBe('linear, γ brownian(2)')
    const [x0, x1] = [gaussian([0, 0], 1), gaussian([2, -1], 0.25)]
    const model = await fit({ x0, x1 }, { steps: 800, batch: 256, network, random: rng(1) })
    expect(model.converged).toBe(true)
    const exact = fields(mixture([x0]), mixture([x1]))
    const start = x0.sample(500, rng(2))
    // Along the exact flow, where the training saw points: rms error within a fifth of the speed’s √5, and of z’s deviation.
    for (const t of [0.2, 0.5, 0.8]) {
      const at = sample(exact, { start, span: [0, t], steps: 40 }).points
      for (const [name, most] of [
        ['velocity', 0.45],
        ['etaZ', 0.2],
      ] as const) {
        const [learnt, known] = [model[name].value(at, t).data, exact[name].value(at, t).data]
        const square = Array.from(learnt).reduce((sum, value, k) => sum + (value - (known[k] as number)) ** 2, 0) / 500
        expect(Math.sqrt(square)).toBeLessThan(most)
      }
    }
    for (const method of ['ode', 'sde'] as const) {
      const { data } = sample(model, { n: 2000, method, random: rng(3) }).points
      const mean = [0, 1].map(
        (k) => Array.from(data).reduce((sum, value, at) => sum + (at % 2 === k ? value : 0), 0) / 2000,
      )
      expect(Math.hypot((mean[0] as number) - 2, (mean[1] as number) + 1)).toBeLessThan(0.15)
    }
  })

  test('reports, and the same seed gives the same weights', async () => {
    const { learn } = stochasticInterpolant({ path: 'oneSidedLinear' })
    const run = async () => {
      const states = learn(
        {
          x1: points([
            [0, 1],
            [1, 0],
          ]),
        },
        { steps: 20, batch: 16, network, interval: 0, random: rng(4) },
      )
      let seen = 0
      for (;;) {
        const { value, done } = await states.next()
        if (done) return { seen, weights: [...value.parameters.etaZ.values], last: value.last }
        expect(value.velocityLoss).toBeGreaterThan(0)
        seen++
      }
    }
    const [first, second] = [await run(), await run()]
    expect(first.seen).toBe(20)
    expect(first.last.step).toBe(20)
    expect(first.weights).toEqual(second.weights)
  })

  test('times of one’s own change the draws and not the loss', async () => {
    const { fit } = stochasticInterpolant({ path: 'oneSidedLinear' })
    const x1 = gaussian([2, -1], 0.25)
    const first = async (times: TimeDensity | undefined, batch: number) =>
      (await fit({ x1 }, { steps: 1, batch, network, times, random: rng(8) })).last
    // An even law draws the very same times.
    expect(
      (
        await first(
          timeDensity(() => 7, { cells: 1 }),
          64,
        )
      ).velocityLoss,
    ).toBe((await first(undefined, 64)).velocityLoss)
    const [uniform, own] = [
      await first(undefined, 20_000),
      await first(
        timeDensity((t) => 0.3 + t),
        20_000,
      ),
    ]
    // Four standard errors: losses of a row deviate by about as much as their mean.
    for (const name of ['velocityLoss', 'denoiserLoss'] as const) {
      expect(Math.abs(own[name] / uniform[name] - 1)).toBeLessThan(4 * Math.sqrt(2 / 20_000))
    }
  })

  test('a coupling decides who is joined with whom', async () => {
    const { fit } = stochasticInterpolant({ gamma: 'zero' })
    const [x0, x1] = [points([0, 1]), points([10, 11])]
    let joined = 0
    const counting: Coupling = (x, y, random) => {
      joined += x.n
      return minibatchCoupling()(x, y, random)
    }
    const model = await fit({ x0, x1 }, { steps: 3, batch: 8, network, coupling: counting })
    expect(joined).toBe(24)
    expect(model.converged).toBe(true)
  })

  test('data in pairs stay in pairs: where their paths do not cross nothing is left to learn', async () => {
    const { fit } = stochasticInterpolant({ gamma: 'zero' })
    const x0 = points([-2, 2])
    const x1 = points([-3, 3])
    const options = { steps: 400, batch: 64, network, random: rng(5) }
    const paired = await fit({ x0, x1, paired: true }, options)
    const independent = await fit({ x0, x1 }, options)
    // The velocity is −1 or 1 by the side; independent ends also join −2 with 3, so that at first both −1 and 5 are right.
    expect(paired.last.velocityLoss).toBeLessThan(0.05)
    expect(independent.last.velocityLoss).toBeGreaterThan(1)
  })

  test('aborting throws the reason', async () => {
    const abort = new AbortController()
    abort.abort(new Error('enough'))
    const { fit } = stochasticInterpolant({ path: 'vp' })
    await expect(fit({ x1: gaussian(0, 1) }, { signal: abort.signal })).rejects.toThrow('enough')
  })

  test('names what is wrong', async () => {
    const two = stochasticInterpolant()
    const one = stochasticInterpolant({ path: 'vp' })
    const law = gaussian(0, 1)
    await expect(two.fit({ x1: law })).rejects.toThrow(/x0: is missing/)
    await expect(one.fit({ x0: law, x1: law })).rejects.toThrow(
      /x0: a one-sided interpolant starts from N\(0, I\); leave it out/,
    )
    await expect(two.fit({ x0: gaussian([0, 0], 1), x1: law })).rejects.toThrow(/x0: has dimension 2; 1 is needed/)
    await expect(one.fit({ x1: law }, { batch: 0 })).rejects.toThrow(/batch: is 0/)
    await expect(one.fit({ x1: law }, { coupling: minibatchCoupling() })).rejects.toThrow(/has no x0 to join/)
    await expect(two.fit({ x0: law, x1: law, paired: true })).rejects.toThrow(/paired: two samples without weights/)
    const x = points([0, 1])
    await expect(two.fit({ x0: x, x1: x, paired: true }, { coupling: minibatchCoupling() })).rejects.toThrow(
      /ends that are paired are joined already/,
    )
  })
})
