/**
 * Where a measurement was made.
 * @module
 */
import { spawnSync } from 'node:child_process'
import { availableParallelism, cpus } from 'node:os'
import type { Provenance } from '../verify.js'

/** The processor and how many of its cores this process may use. */
export function machine(): string {
  const model = cpus()[0]?.model.replace(/\s+/g, ' ').trim() || process.arch
  const cores = availableParallelism()
  return `${model}, ${cores} ${cores === 1 ? 'core' : 'cores'}`
}

/** The commit of a clone, with `+` when tracked files have changed since; empty outside a clone. */
export function commitOf(repository: string): string {
  const git = (...command: string[]) => {
    const { status, stdout } = spawnSync('git', ['-C', repository, ...command], { encoding: 'utf8' })
    return status === 0 ? stdout.trim() : undefined
  }
  const commit = git('rev-parse', '--short=10', 'HEAD')
  if (commit === undefined) return ''
  return git('status', '--porcelain', '--untracked-files=no') ? `${commit}+` : commit
}

/** What a verification record says about its making. */
export const provenance = (repository: string): Provenance => ({
  date: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
  machine: machine(),
  node: process.versions.node,
  commit: commitOf(repository),
})
