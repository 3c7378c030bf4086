/** Training an interpolant by `fitInterpolant`. */
import { startThreads } from '@pushforward/kernels'
import { fitInterpolant, interpolant, learnInterpolant } from 'pushforward/flow'
import { cosine } from 'pushforward/learn'
import { type Points, rng } from 'pushforward/measure'
import { loadPoints, save } from '../npy.js'
import type { Program } from '../protocol.js'
import { ourVersions } from './versions.js'

const schedule = interpolant('oneSidedLinear')
let board: Points
let steps: number
const options = () => ({ batch: 512, steps, learningRate: cosine({ from: 2e-3, to: 0, steps }), random: rng(0) })

export const program: Program = {
  async prepare(folder, parameters, threads) {
    board = loadPoints(folder, 'board')
    steps = Number(parameters.steps)
    return { threads: await startThreads(threads), versions: ourVersions() }
  },
  async run() {
    const { last } = await fitInterpolant(schedule, { x1: board }, options())
    return { loss: last.velocityLoss + last.denoiserLoss }
  },
  async output(folder) {
    // With no time between two reports there is one after every step.
    const losses: number[] = []
    for await (const state of learnInterpolant(schedule, { x1: board }, { ...options(), interval: 0 })) {
      losses.push(state.velocityLoss + state.denoiserLoss)
      if (losses.length === 20) break
    }
    save(folder, 'losses', Float64Array.from(losses))
  },
}
