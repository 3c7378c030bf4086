/**
 * `pushforward list`: every paper, and whether it runs.
 * @module
 */
import { catalogue, runnable } from '@pushforward/papers'
import { print, printJson, table } from '../output.js'

export function list({ json }: { readonly json?: true }): void {
  const papers = catalogue.map((card) => ({ ...card, status: runnable.includes(card.slug) ? 'runs' : 'not yet' }))
  if (json) printJson({ papers })
  else print(table(papers.map(({ slug, status, title }) => [slug, status, title])))
}
