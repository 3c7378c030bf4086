/**
 * How to cite a paper and this library.
 * @module
 */
import { ScrollRegion } from '../paper/scroll-region.js'
import type { PaperFacts } from '../view.js'

type Cited = Pick<PaperFacts, 'title' | 'authors' | 'authorCount' | 'arxiv' | 'published'>

export function Citation({ paper }: { paper: Cited }) {
  return (
    <div class="snippet">
      <ScrollRegion label="BibTeX entries">
        <pre>
          <code>{`${bibtex(paper)}\n\n${LIBRARY}`}</code>
        </pre>
      </ScrollRegion>
    </div>
  )
}

/** @example bibtex(card) // '@misc{uscidda2023monge, …' */
export function bibtex({ title, authors, authorCount, arxiv, published }: Cited): string {
  const year = published.slice(0, 4)
  const surname = plain(authors[0]?.split(' ').at(-1) ?? 'paper')
  const noun = plain(title.split(/[\s:,-]+/).find((word) => word.length > 3) ?? '')
  const fields = {
    title: `{${title.replace(/[{}\\]/g, '')}}`,
    // Names that are not known are what BibTeX calls others.
    ...(authors.length > 0
      ? { author: [...authors, ...(authorCount > authors.length ? ['others'] : [])].join(' and ') }
      : {}),
    year,
    ...(arxiv ? { eprint: arxiv, archivePrefix: 'arXiv', url: `https://arxiv.org/abs/${arxiv}` } : {}),
  }
  return entry('misc', `${surname}${year}${noun}`, fields)
}

const LIBRARY = entry('software', 'pushforward', {
  title: '{Pushforward}: research on probability distributions and their flows, runnable',
  version: '0.1.0',
  license: 'MIT',
})

function entry(type: string, key: string, fields: Readonly<Record<string, string>>): string {
  const lines = Object.entries(fields).map(([name, value]) => `  ${name} = {${value}}`)
  return `@${type}{${key},\n${lines.join(',\n')}\n}`
}

/** Letters that a BibTeX key may have: `Ballé` becomes `balle`. */
const plain = (word: string) =>
  word
    .normalize('NFD')
    .replace(/[^a-zA-Z]/g, '')
    .toLowerCase()
