import { describe, expect, test } from 'vitest'
import { ImportError, parseBibtex } from './index.js'
import { fromLatex } from './latex.js'

describe('BibTeX', () => {
  test('has nested braces, strings, joins, months, comments and entries in parentheses', () => {
    const { papers, skipped } = parseBibtex(String.raw`
      Free text, and an address a@b.example, are comments.
      @comment{ @article{x, title = {No}} }
      @string{ venue = "Journal of " # {Rivers} }
      @article{ozil2025,
        title     = {{Rivers} That {F}orget: {$L_{2}$} \& more},
        author    = {{\"O}zil, Ada and Ben O'Neil and {The Tide Collaboration} and de la Cruz, Jr, Ana and others},
        journal   = venue,
        year = 2025, month = feb # "~20",
        eprint = {2502.00007v2}, archivePrefix = {arXiv},
        abstract = "One
          line. \emph{Second} {"}quoted{"}.",
        keywords = {Transport, memory; rivers},
        url = {https://arxiv.org/abs/2502.00007},
      }
      @misc(other, title = "Parentheses", date = {2024-03-07}, url = {https://example.org/p})
      @book{untitled, author = {Nobody}}`)
    expect(skipped).toEqual([{ title: 'untitled', reason: 'it has no title' }])
    expect(papers).toEqual([
      {
        title: 'Rivers That Forget: $L_{2}$ & more',
        arxiv: '2502.00007v2',
        authors: ['Ada Özil', "Ben O'Neil", 'The Tide Collaboration', 'Ana de la Cruz Jr'],
        published: '2025-02-01',
        abstract: 'One line. Second "quoted".',
        topics: ['Transport', 'memory', 'rivers'],
        projectUrl: undefined,
      },
      {
        title: 'Parentheses',
        arxiv: undefined,
        authors: [],
        published: '2024-03-07',
        abstract: undefined,
        topics: undefined,
        projectUrl: 'https://example.org/p',
      },
    ])
  })

  test('names arXiv in a journal, a DOI or an address as well', () => {
    const arxiv = (field: string) => parseBibtex(`@article{a, title={T}, ${field}}`).papers[0]?.arxiv
    expect(arxiv('journal={arXiv preprint arXiv:2302.04953}')).toBe('2302.04953')
    expect(arxiv('doi={10.48550/arXiv.2302.04953}')).toBe('2302.04953')
    expect(arxiv('url={https://arxiv.org/pdf/2302.04953v2}')).toBe('2302.04953v2')
    expect(arxiv('eprint={12345}, archivePrefix={HAL}')).toBeUndefined()
  })

  test('that is broken is refused with the place', () => {
    const failing = (text: string) => () => parseBibtex(text)
    expect(failing('@article{a,\n title = {B')).toThrow(new ImportError('the { has no }', 2, 10))
    expect(failing('@article{a,\n title = "B')).toThrow(new ImportError('the " has no partner', 2, 10))
    expect(failing('@article{a, title {B}}')).toThrow(/in "a" the name of a field and = are needed/)
    expect(failing('@article{a, title = {B} year = 3}')).toThrow('in "a" a comma or } is needed')
    expect(failing('@article{a, title = {B}')).toThrow('line 1, column 1: the entry "a" does not end')
    expect(failing(`@article{a, title = ${'{'.repeat(10_000)}`)).toThrow('braces nest too deep')
    expect(failing('nothing')).toThrow('no BibTeX entry')
  })
})

describe('LaTeX', () => {
  test.each([
    [String.raw`{\"O}z{\c c}elik, \'{E}. and \~n \v{s} \H o \aa\ \ss{} \o`, 'Özçelik, É. and ñ š ő å ß ø'],
    [String.raw`\'\i \"{\i}`, 'í ï'],
    ["pages 1--2 --- \\textit{``quoted''} 5\\% \\{x\\} A~B", 'pages 1–2 — "quoted" 5% {x} A B'],
    [String.raw`$\alpha_{1}~x$ and {Wasserstein}`, String.raw`$\alpha_{1}~x$ and Wasserstein`],
    [String.raw`\unknown{x}`, String.raw`\unknownx`],
  ])('%s', (latex, text) => expect(fromLatex(latex)).toBe(text))
})
