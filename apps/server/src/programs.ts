/**
 * The papers that run, as pages show them: description, recorded outcomes and recorded pictures. Loaded at first need
 * and kept, as none of it changes while the server runs.
 * @module
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import {
  describeParameters,
  type Figure,
  type Paper,
  type ParameterDescription,
  parseParameters,
  type RunExploration,
  readParameter,
  writeParameter,
} from '@pushforward/lab'
import { renderFigure } from '@pushforward/lab/figure'
import { readVerified } from '@pushforward/lab/node'
import {
  type ClaimView,
  type ExplorationView,
  frameOf,
  narrowFigure,
  type PaperData,
  type Picture,
  type ProgramView,
  type Standing,
  storyOf,
  toHtml,
} from '@pushforward/site'
import { type Drawn, stampOf } from './drawn.js'
import type { FirstFigures } from './explorations.js'

export interface ProgramSource {
  /** Holds a folder for each paper, with its `verified.json` and `figures.json`. */
  readonly folder: string
  readonly runnable: readonly string[]
  load(slug: string): Promise<Paper | undefined>
  /** What explorations show before anyone has moved a handle. */
  firstFigures(slug: string): Promise<FirstFigures>
  /** What the build has drawn. Default: nothing, all is drawn at first need. */
  drawn?(slug: string): Promise<Drawn | undefined>
}

export interface Programs {
  /** Undefined for a paper without a program. Reads records only, never a paper's code. */
  standing(slug: string): Promise<Standing | undefined>
  /** How the claims of a paper that runs came out; total 0 before the first verification. */
  outcomes(slug: string): Promise<Pick<Standing, 'held' | 'refuted' | 'total'>>
  /** Everything on a paper's page; the query gives the parameters' values. */
  view(slug: string, query: URLSearchParams): Promise<ProgramView | undefined>
  /** Makes every paper's page before it is asked for, one after the other; waits for `turn` before each. */
  warm(turn: () => Promise<void>): Promise<void>
  /** All pictures of a paper, and of which recording they are. */
  drawn(slug: string): Promise<Drawn | undefined>
  /** `figures.json` as it is. */
  figures(slug: string): Promise<string | undefined>
  /** A figure as pages show it; `prefix` makes ids in it unique. */
  draw(figure: Figure, prefix: string): Promise<Picture>
  /** The paper in one picture, small, for lists: its first exploration, or its first recorded figure. */
  picture(slug: string): Promise<string | undefined>
}

/** Widths at which pictures are drawn: a wide column; a phone, for which `narrowFigure` fits them, and lists. */
const WIDE = 736
const NARROW = 350

/** What `figures.json` holds, as far as pages need it. */
interface Recording {
  readonly seed: number
  readonly seconds: number
  readonly device: string
  readonly figures: readonly Figure[]
  /** Of explorations of the run, by their id. */
  readonly explorations?: FirstFigures
}

export function createPrograms(source: ProgramSource): Programs {
  const { folder, runnable, load, firstFigures } = source
  const known = <T>(make: (slug: string) => Promise<T>) => {
    const kept = new Map<string, Promise<T>>()
    return async (slug: string): Promise<T | undefined> => {
      if (!runnable.includes(slug)) return undefined
      const made = kept.get(slug) ?? make(slug)
      kept.set(slug, made)
      // What failed is tried again.
      made.catch(() => kept.delete(slug))
      return made
    }
  }

  const recordingText = known(async (slug) => {
    const path = join(folder, slug, 'figures.json')
    return existsSync(path) ? readFile(path, 'utf8') : undefined
  })
  const recording = known(async (slug): Promise<Recording | undefined> => {
    const text = await recordingText(slug)
    return text === undefined ? undefined : JSON.parse(text)
  })
  const record = known(async (slug) => {
    const { full, quick } = readVerified(join(folder, slug))?.records ?? {}
    const latest = full ?? quick
    return latest && { ...latest, profile: full ? 'full' : 'quick' }
  })
  const outcomes = async (slug: string) => {
    const claims = (await record(slug))?.claims ?? []
    const count = (outcome: string) => claims.filter((claim) => claim.outcome === outcome).length
    return { held: count('held'), refuted: count('refuted'), total: claims.length }
  }
  const onePicture = known(async (slug): Promise<Figure | undefined> => {
    const [explored] = Object.values(await firstFigures(slug)).flat()
    const figure = explored ?? (await recording(slug))?.figures[0]
    return figure && narrowFigure(figure)
  })
  const standing = known(async (slug): Promise<Standing> => {
    const [latest, shown] = await Promise.all([record(slug), onePicture(slug)])
    return {
      ...(await outcomes(slug)),
      measured: latest?.date.slice(0, 10),
      pictureAspect: shown?.aspect,
    }
  })
  const figuresOf = async (slug: string) => {
    const recorded = await recording(slug)
    return { recorded, first: { ...(await firstFigures(slug)), ...recorded?.explorations } }
  }
  const drawn = known(async (slug): Promise<Drawn> => {
    const of = stampOf((await recordingText(slug)) ?? '')
    const before = await source.drawn?.(slug)
    if (before?.of === of) return before
    const { recorded, first } = await figuresOf(slug)
    const pictures: Record<string, Picture> = {}
    for (const figure of recorded?.figures ?? []) pictures[figure.id] = await draw(figure, figure.id)
    for (const [id, figures] of Object.entries(first)) {
      for (const figure of figures) pictures[`${id}/${figure.id}`] = await draw(figure, `${id}-${figure.id}`)
    }
    return { of, pictures }
  })
  const page = known(async (slug) => {
    const paper = await load(slug)
    if (!paper) return undefined
    const [stands, latest, { recorded, first }] = await Promise.all([standing(slug), record(slug), figuresOf(slug)])
    const pictures = (await drawn(slug))?.pictures ?? {}
    const claims = paper.claims.map((claim): ClaimView => {
      const outcome = latest?.claims.find(({ id }) => id === claim.id)
      return {
        id: claim.id,
        statement: toHtml(claim.statement),
        source: toHtml(claim.paper.source),
        figure: claim.paper.figure === undefined ? undefined : toHtml(claim.paper.figure),
        criterion: toHtml(claim.criterion),
        recorded: outcome && {
          outcome: outcome.outcome,
          measured: outcome.measured as NonNullable<ClaimView['recorded']>['measured'],
          note: outcome.note,
        },
      }
    })
    const fixed = {
      slug,
      parameters: describeParameters(paper.parameters),
      data: paper.data,
      claims,
      explorations: [
        ...(paper.explorations ?? []).map((each) => viewOf(each, first)),
        ...(paper.runExplorations ?? []).map((each) => ({ ...viewOf(each, first), ofRun: true })),
      ],
      figures: (recorded?.figures ?? []).map(frameOf),
      recorded: recorded && { seed: recorded.seed, seconds: recorded.seconds, device: recorded.device },
      verified: latest && {
        date: latest.date,
        profile: latest.profile,
        machine: latest.machine,
        seeds: latest.seeds,
      },
    }
    const path = join(folder, slug, 'README.md')
    const story = existsSync(path) ? storyOf(await readFile(path, 'utf8')) : {}
    return { paper, fixed, pictures, story, standing: stands as Standing }
  })

  return {
    standing,
    outcomes,
    warm: async (turn) => {
      for (const slug of runnable) {
        await turn()
        await page(slug)
      }
    },
    drawn,
    figures: recordingText,
    draw,
    picture: known(async (slug) => {
      const figure = await onePicture(slug)
      return figure && renderFigure(figure, { theme: 'css', width: NARROW })
    }),
    view: async (slug, query) => {
      const made = await page(slug)
      if (!made) return undefined
      const data: PaperData = { ...made.fixed, ...readQuery(made.paper, made.fixed.parameters, query) }
      return { standing: made.standing, story: made.story, data, pictures: made.pictures }
    },
  }
}

const viewOf = ({ id, title, parameters }: RunExploration, first: FirstFigures): ExplorationView => ({
  id,
  title,
  parameters: describeParameters(parameters),
  figures: (first[id] ?? []).map(frameOf),
})

async function draw(figure: Figure, prefix: string): Promise<Picture> {
  // A drawing takes tens of milliseconds: requests that wait are answered between two.
  await setImmediate()
  return {
    wide: await renderFigure(figure, { theme: 'css', width: WIDE, prefix: `${prefix}-wide` }),
    narrow: await renderFigure(narrowFigure(figure), {
      theme: 'css',
      width: NARROW,
      prefix: `${prefix}-narrow`,
    }),
  }
}

/** The values of a permalink. What is refused falls back to the default, and the page says so. */
function readQuery(
  paper: Paper,
  parameters: readonly ParameterDescription[],
  query: URLSearchParams,
): Pick<PaperData, 'values' | 'seed' | 'call' | 'problem'> {
  const usual = Object.fromEntries(
    parameters.flatMap(({ name, default: value }) => (value === undefined ? [] : [[name, writeParameter(value)]])),
  )
  const given = Object.fromEntries(
    parameters.flatMap(({ name }) => (query.has(name) ? [[name, query.get(name) ?? '']] : [])),
  )
  const read = (texts: Readonly<Record<string, string>>) =>
    parseParameters(
      paper.parameters,
      Object.fromEntries(
        parameters.flatMap((parameter) => {
          const text = texts[parameter.name]
          return text === undefined || (text === '' && parameter.default === undefined)
            ? []
            : [[parameter.name, readParameter(parameter, text)]]
        }),
      ),
    )
  try {
    const seed = readSeed(query.get('seed'))
    const values = { ...usual, ...given }
    return { values, seed, call: paper.call(read(values)) }
  } catch (error) {
    return { values: usual, seed: 0, call: paper.call(read(usual)), problem: (error as Error).message }
  }
}

function readSeed(text: string | null): number {
  if (text === null || text === '') return 0
  const seed = Number(text)
  if (Number.isSafeInteger(seed) && seed >= 0) return seed
  throw new Error(`seed: is ${JSON.stringify(text)}; an integer from 0 is needed`)
}
