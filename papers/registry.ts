/**
 * The papers that run, each behind its own dynamic import so that a page loads one paper's code only.
 * `npm run new-paper <slug>` adds a line.
 * @module
 */
import type { Paper } from '@pushforward/lab'

const programs: Readonly<Record<string, () => Promise<{ default: Paper }>>> = {
  'coherent-structures': () => import('./coherent-structures/paper.js'),
  'credit-scorecard': () => import('./credit-scorecard/paper.js'),
  'kinetic-optimal-paths': () => import('./kinetic-optimal-paths/paper.js'),
  'monge-gap': () => import('./monge-gap/paper.js'),
  'stochastic-interpolants': () => import('./stochastic-interpolants/paper.js'),
}

/** Slugs of the papers that have a program. */
export const runnable: readonly string[] = Object.keys(programs)

/** @returns the paper's program, or undefined when the slug has none yet */
export async function loadPaper(slug: string): Promise<Paper | undefined> {
  return (await programs[slug]?.())?.default
}
