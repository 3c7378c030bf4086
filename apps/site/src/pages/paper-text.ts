/**
 * A paper as Markdown: for readers without a browser.
 * @module
 */
import { formatAuthors, formatDate, shortAuthors } from '../format.js'
import type { ClaimView, LineageView, PaperView } from '../view.js'
import { RELATIONS } from './relations.js'

/** @param url of the page */
export function paperText({ paper, program, similar, lineage }: PaperView, url: string): string {
  const authors =
    paper.authors.length === paper.authorCount
      ? formatAuthors(paper.authors)
      : shortAuthors(paper.authors, paper.authorCount, paper.authors.length)
  const facts = [
    authors,
    formatDate(paper.published),
    paper.arxiv && `[arXiv:${paper.arxiv}](https://arxiv.org/abs/${paper.arxiv})`,
    paper.codeUrl && `[code](<${paper.codeUrl.replace(/[<>\s]/g, encodeURIComponent)}>)`,
  ]
  const parts = [
    `# ${plain(paper.question ?? paper.title)}`,
    paper.question ? `**${plain(paper.title)}**` : '',
    facts.filter(Boolean).join(' · '),
    paper.topics.length > 0 ? `Topics: ${paper.topics.map(plain).join(', ')}` : '',
    ...(lineage ? lineageLines(lineage, url) : []),
    paper.summary ?? '',
    paper.abstract ? `## Abstract\n\n${plain(paper.abstract)}` : '',
    program ? claimsText(program.data.claims) : '',
    program ? `## The call\n\n\`\`\`ts\n${program.data.call.trim()}\n\`\`\`` : '',
    similar.length > 0
      ? `## Similar papers\n\n${similar.map((other) => `- ${linkTo(other.paper, url)}`).join('\n')}`
      : '',
    `<${url}>`,
  ]
  return `${parts.filter(Boolean).join('\n\n')}\n`
}

const lineageLines = (lineage: LineageView, url: string): string[] =>
  RELATIONS.filter(([kind]) => lineage[kind].length > 0).map(
    ([kind, label]) => `${label}: ${lineage[kind].map((other) => linkTo(other, url)).join('; ')}`,
  )

const linkTo = ({ title, slug }: { readonly title: string; readonly slug: string }, url: string) =>
  `[${plain(title)}](${new URL(`/papers/${slug}`, url).href})`

function claimsText(claims: readonly ClaimView[]): string {
  const rows = claims.map(({ statement, source, criterion, recorded }) =>
    [statement, source, criterion, recorded?.outcome ?? 'not measured'].map(cell).join(' | '),
  )
  return `## Claims\n\n| what the paper says | where | criterion | outcome |\n| --- | --- | --- | --- |\n${rows.map((row) => `| ${row} |`).join('\n')}`
}

/** From HTML with MathML back to text in one line. */
const cell = (html: string) =>
  html
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replace(/\|/g, '\\|')
    .replace(/\s+/g, ' ')
    .trim()

/** In one line, and nothing in it is markup. */
const plain = (text: string) =>
  text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]<>#]/g, '\\$&')
    .trim()
