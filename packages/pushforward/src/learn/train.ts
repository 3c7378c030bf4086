/**
 * The training loop: steps in bursts, and a report between them.
 *
 * It is an async generator, so whoever draws the reports sets the pace: nothing is computed while nobody asks. Between
 * two bursts the host's event loop gets a turn, in which clicks, timers and aborts are served.
 * @module
 */
import { InputError } from '../errors.js'
import { type MovingAverage, movingAverage } from './ema.js'
import type { Optimizer } from './optimizer.js'

/** What one step found at the present parameters. */
export interface StepGradient {
  readonly loss: number
  readonly gradient: Float32Array
  /** Other numbers to report, by name. */
  readonly metrics?: Readonly<Record<string, number>>
}

export interface TrainOptions {
  /** Updated in place; start from `network.initial(random)`. */
  readonly parameters: { readonly values: Float32Array }
  readonly optimizer: Optimizer
  readonly steps: number
  /** Loss and gradient at the present parameters; `step` counts from 0. */
  readonly gradient: (step: number) => StepGradient
  /** Milliseconds of work between two reports. Default 50: twenty reports a second, which a page can draw. */
  readonly interval?: number
  /** Decay of a running average of the parameters, kept beside them. Default none. */
  readonly averageDecay?: number
  /** Aborting throws the signal's reason at the next report. */
  readonly signal?: AbortSignal
  /** Holds the run between two bursts while it is closed. */
  readonly gate?: Gate
}

export interface TrainState {
  /** Steps done, and to do in all. */
  readonly step: number
  readonly steps: number
  /** Of the last step, as are the three below. */
  readonly loss: number
  readonly gradientNorm: number
  readonly learningRate: number
  readonly metrics: Readonly<Record<string, number>>
}

export interface TrainResult extends TrainState {
  /** False when a loss or a gradient was not finite: the parameters are then the last ones with a finite loss. */
  readonly converged: boolean
  /** Why the run ended. */
  readonly ending: 'steps done' | 'loss not finite' | 'gradient not finite'
  /** The running average, if one was asked for. */
  readonly average?: Float32Array
}

/**
 * Trains; yields a report about every `interval` milliseconds and after the last step, and returns how it ended.
 * @throws InputError if `steps` or `interval` is out of range; the signal's reason when it is aborted
 */
export async function* train(options: TrainOptions): AsyncGenerator<TrainState, TrainResult, void> {
  const { parameters, optimizer, steps, gradient, interval = 50, averageDecay, signal, gate } = options
  if (!Number.isInteger(steps) || steps < 1) throw new InputError(`steps: is ${steps}; a positive integer is needed`)
  if (!(interval >= 0)) throw new InputError(`interval: is ${interval}; milliseconds >= 0 are needed`)
  const { values } = parameters
  const lastGood = values.slice()
  const average: MovingAverage | undefined =
    averageDecay === undefined ? undefined : movingAverage(values, averageDecay)
  let state: TrainState = {
    step: 0,
    steps,
    loss: Number.NaN,
    gradientNorm: Number.NaN,
    learningRate: Number.NaN,
    metrics: {},
  }

  for (let step = 0; step < steps; ) {
    signal?.throwIfAborted()
    await gate?.open()
    const until = performance.now() + interval
    do {
      const { loss, gradient: slope, metrics = {} } = gradient(step)
      if (!Number.isFinite(loss)) {
        values.set(lastGood)
        return { ...state, converged: false, ending: 'loss not finite', average: average?.values }
      }
      lastGood.set(values)
      const { gradientNorm, learningRate } = optimizer.update(values, slope)
      if (!Number.isFinite(gradientNorm)) {
        return { ...state, gradientNorm, converged: false, ending: 'gradient not finite', average: average?.values }
      }
      average?.update(values)
      step++
      state = { step, steps, loss, gradientNorm, learningRate, metrics }
    } while (step < steps && performance.now() < until)
    yield state
    await nextTask()
  }
  return { ...state, converged: true, ending: 'steps done', average: average?.values }
}

/** Lets a run be held and let go again, by whoever shares it. */
export interface Gate {
  readonly closed: boolean
  close(): void
  release(): void
  /** Resolves at once, or when the gate is released. */
  open(): Promise<void>
}

/** A gate, open at first. */
export function gate(): Gate {
  let waiting: (() => void)[] | undefined
  return {
    get closed() {
      return waiting !== undefined
    },
    close() {
      waiting ??= []
    },
    release() {
      const all = waiting
      waiting = undefined
      for (const go of all ?? []) go()
    },
    open: () => new Promise((resolve) => (waiting ? waiting.push(resolve) : resolve())),
  }
}

/** Resolves after the host has served its other tasks; unlike a timer it is not held back in pages. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
}
