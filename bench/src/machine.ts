/**
 * Where and on what a measurement was made.
 * @module
 */
import { execFileSync } from 'node:child_process'
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os'
import { benchFolder } from './side.js'

export interface Machine {
  readonly processor: string
  readonly processors: number
  readonly memory: number
  readonly system: string
  readonly node: string
  /** Mean number of running programs over the last minute, before the row began: above 0.5, others were at work. */
  readonly load: number
  /** `+` when files differ from the commit. */
  readonly commit: string
}

export function machine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    processors: availableParallelism(),
    memory: totalmem(),
    system: `${platform()} ${release()}`,
    node: process.versions.node,
    load: loadavg()[0] ?? 0,
    commit: commit(),
  }
}

function commit(): string {
  const git = (...command: string[]) =>
    execFileSync('git', command, { cwd: benchFolder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no', '--', '..') !== ''
    return `${git('rev-parse', '--short', 'HEAD')}${changed ? '+' : ''}`
  } catch {
    return 'unknown'
  }
}
