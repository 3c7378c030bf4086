/**
 * Measures one case of a row: all sides on the same data, in turn, round after round.
 * @module
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seconds } from './duration.js'
import type { MemoryReply, Notes, Parameters, Values } from './protocol.js'
import type { Agreement, Case, Contestant, Outcome, Profile, Row } from './row.js'
import { type Side, SideFailure, startSide } from './side.js'
import { alternation, type Ratio, ratioOfMedians, type Spread, spread } from './statistics.js'

/** A timing shorter than this is mostly the clock and the scheduler: short work is repeated until it lasts as long. */
const SHORTEST_SECONDS = 0.05
const ROUNDS: Record<Profile, number> = { quick: 3, full: 9 }
/** Work longer than this needs no second warm-up, and takes part in the first two rounds only. */
const LONG_SECONDS = 30
const LONG_ROUNDS = 2

export interface SideReport {
  readonly name: string
  readonly note?: string
  readonly threads: number
  readonly versions: Readonly<Record<string, string>>
  /** Seconds of one run. */
  readonly seconds: Spread
  readonly rounds: readonly number[]
  /** Runs in each timing. */
  readonly count: number
  /** Bytes, of this side's process. */
  readonly memory: { readonly before: number; readonly peak: number }
  readonly settings: Parameters
  readonly calibration?: string
  readonly agreement: Agreement
  /** Its time over ours; absent for ours. */
  readonly ratio?: Ratio
}

export interface CaseReport {
  readonly label: string
  readonly parameters: Parameters
  readonly sides: readonly SideReport[]
  /** Peers that did not take part, and why. */
  readonly absent: readonly { readonly name: string; readonly reason: string }[]
}

interface Running {
  readonly contestant: Contestant
  readonly side: Side
  readonly notes: Notes
  readonly outputFolder: string
  readonly settings: Parameters
  readonly calibration?: string
  readonly count: number
  /** Most rounds that this side takes part in. */
  readonly most: number
  readonly rounds: number[]
  /** Returned by the latest run. */
  values: Values
}

export async function measureCase(
  row: Row,
  one: Case,
  profile: Profile,
  log: (text: string) => void,
): Promise<CaseReport> {
  const folder = mkdtempSync(join(tmpdir(), 'pushforward-bench-'))
  const sides: Running[] = []
  const absent: { name: string; reason: string }[] = []
  try {
    row.makeData(folder, one.parameters)
    for (const contestant of [row.ours, ...row.peers]) {
      try {
        sides.push(await start(row, contestant, one, folder, sides))
      } catch (error) {
        if (!(error instanceof SideFailure) || contestant === row.ours) throw error
        absent.push({ name: contestant.name, reason: error.message })
        log(`  ${contestant.name}: ${error.message}`)
      }
    }
    const rounds = one.rounds ?? ROUNDS[profile]
    for (const order of alternation(sides.length, rounds)) {
      for (const k of order) {
        const running = sides[k] as Running
        if (running.rounds.length === running.most) continue
        const { seconds: time, values } = await running.side.run(running.count, running.settings)
        running.rounds.push(time / running.count)
        running.values = values
      }
      log(
        `  ${sides.map(({ contestant, rounds: all }) => `${contestant.name} ${seconds(all.at(-1) ?? 0)}`).join(', ')}`,
      )
    }
    return { label: one.label, parameters: one.parameters, sides: await report(row, one, folder, sides), absent }
  } finally {
    for (const { side } of sides) side.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Starts a side, lets it read, calibrates it, warms it up and finds how often short work is to be repeated. */
async function start(
  row: Row,
  contestant: Contestant,
  one: Case,
  folder: string,
  earlier: readonly Running[],
): Promise<Running> {
  const side = startSide(contestant.program, row.threads)
  try {
    const { parameters } = one
    const notes = await side.prepare(folder, parameters, row.threads)
    const outputFolder = join(folder, contestant.name.replace(/\W+/g, '-'))
    mkdirSync(outputFolder)
    const settingsOf = new Map(earlier.map((other) => [other.contestant.name, other.settings]))
    const calibrated = await row.calibrate?.(side, { contestant, folder, outputFolder, parameters, settingsOf })
    const settings = calibrated?.settings ?? {}
    let once = calibrated?.run ?? (await side.run(1, settings))
    if (once.seconds < LONG_SECONDS) once = await side.run(1, settings)
    const count = Math.max(1, Math.ceil(SHORTEST_SECONDS / Math.max(once.seconds, 1e-9)))
    if (count > 1) await side.run(count, settings)
    const most = once.seconds < LONG_SECONDS ? Number.POSITIVE_INFINITY : LONG_ROUNDS
    const { values } = once
    return {
      contestant,
      side,
      notes,
      outputFolder,
      settings,
      calibration: calibrated?.text,
      count,
      most,
      rounds: [],
      values,
    }
  } catch (error) {
    side.close()
    throw error
  }
}

async function report(row: Row, one: Case, folder: string, sides: readonly Running[]): Promise<SideReport[]> {
  const outcomes: Outcome[] = []
  const memories: MemoryReply[] = []
  for (const { side, contestant, values, outputFolder } of sides) {
    memories.push(await side.memory()) // before the check, which is not part of the work
    await side.output(outputFolder)
    outcomes.push({ name: contestant.name, values, folder: outputFolder })
  }
  const ours = outcomes[0] as Outcome
  const ourRounds = sides[0]?.rounds ?? []
  return sides.map(({ contestant, notes, settings, calibration, count, rounds }, k) => ({
    name: contestant.name,
    note: contestant.note,
    threads: notes.threads,
    versions: notes.versions,
    seconds: spread(rounds),
    rounds,
    count,
    memory: memories[k] as MemoryReply,
    settings,
    calibration,
    agreement: row.agreement(outcomes[k] as Outcome, ours, { folder, parameters: one.parameters }),
    ...(k > 0 && { ratio: ratioOfMedians(rounds, ourRounds.slice(0, rounds.length)) }),
  }))
}
