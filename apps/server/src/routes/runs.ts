/**
 * Runs of papers on the server: asked for by a form, watched on a page of their own.
 * @module
 */
import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import {
  cancelRun,
  QueueFullError,
  type RunRecord,
  requestRun,
  retryRun,
  runById,
  runEvents,
} from '@pushforward/feed/jobs'
import { paperBySlug } from '@pushforward/feed/papers'
import { type Figure, type LabEvent, outcomeOf } from '@pushforward/lab'
import { frameOf, type RunView, renderProblem, renderRun } from '@pushforward/site'
import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { Config } from '../config.js'
import { clientAddress } from '../visitor.js'
import { type AppParts, html, type Route } from './parts.js'

/** Milliseconds between two looks at a run that is watched. */
const LOOK = 400
/** A watcher asks again after this long, in milliseconds: a connection that nobody reads must not stay for ever. */
const LONGEST_WATCH = 10 * 60_000

/** The stream of a run's progress; before anything that would wait for the end of an answer. */
export const runStream: Route = (app, { store }) => {
  app.get('/runs/:id/events', async (context) => {
    const id = context.req.param('id')
    if (!(await runById(store, id))) return context.notFound()
    return streamSSE(context, async (stream) => {
      let last = Number(context.req.header('last-event-id')) || 0
      const until = performance.now() + LONGEST_WATCH
      while (!stream.aborted && performance.now() < until) {
        const [run, events] = await Promise.all([runById(store, id), runEvents(store, id, last)])
        const progress = events.findLast(({ event }) => (event as LabEvent).type === 'progress')
        last = events.at(-1)?.number ?? last
        if (progress)
          await stream.writeSSE({ event: 'progress', id: String(last), data: JSON.stringify(progress.event) })
        await stream.writeSSE({ event: 'state', data: run?.state ?? 'cancelled' })
        if (run?.state !== 'queued' && run?.state !== 'running') return
        await setTimeout(LOOK)
      }
    })
  })
}

export const runs: Route = (app, parts) => {
  const { store, assets, programs, queue, config } = parts
  const refuse = (context: Context, problem: string, status: 404 | 422 | 429) =>
    html(context, renderProblem({ heading: 'It can’t be run', problem }, assets), status)

  app.post('/papers/:slug/runs', async (context) => {
    const slug = context.req.param('slug')
    const form = new URLSearchParams(await context.req.text())
    const program = await programs.view(slug, form)
    if (!program || !queue) return context.notFound()
    if (program.data.problem) return refuse(context, program.data.problem, 422)
    const given = program.data.parameters.flatMap(({ name }) => {
      const value = form.get(name)
      return value === null || value === '' ? [] : [[name, value] as const]
    })
    const askedBy = askerOf(context, config)
    const profile = form.get('profile') === 'full' ? 'full' : 'quick'
    const request = { slug, parameters: Object.fromEntries(given), seed: program.data.seed, profile, askedBy } as const
    try {
      return context.redirect(`/runs/${await requestRun(store, await queue, request)}`, 303)
    } catch (error) {
      if (error instanceof QueueFullError) return refuse(context, error.message, 429)
      throw error
    }
  })

  app.post('/runs/:id/cancel', async (context) => {
    const id = context.req.param('id')
    await cancelRun(store, id)
    return context.redirect(`/runs/${id}`, 303)
  })

  app.post('/runs/:id/again', async (context) => {
    if (!queue) return context.notFound()
    try {
      const askedBy = askerOf(context, config)
      const id = await retryRun(store, await queue, context.req.param('id'), askedBy)
      return id ? context.redirect(`/runs/${id}`, 303) : context.notFound()
    } catch (error) {
      if (error instanceof QueueFullError) return refuse(context, error.message, 429)
      throw error
    }
  })

  app.get('/runs/:id', async (context) => {
    const run = await runById(store, context.req.param('id'))
    return run ? html(context, renderRun(await viewOf(run, parts), assets)) : context.notFound()
  })

  app.get('/runs/:id/events.json', async (context) => {
    const run = await runById(store, context.req.param('id'))
    if (!run) return context.notFound()
    const { askedBy, ahead, ...facts } = run
    const events = (await runEvents(store, run.id)).map(({ event }) => event)
    return context.json({ ...facts, events })
  })
}

/** An account where there is one, else an address made unreadable: enough to tell two apart. */
function askerOf(context: Context, config: Config): string {
  const { person } = context.var
  const name = person ? `person ${person.id}` : `address ${clientAddress(context, config)}`
  return createHash('sha256').update(name).digest('base64url').slice(0, 16)
}

async function viewOf(run: RunRecord, { store, programs }: AppParts): Promise<RunView> {
  const [record, program, events] = await Promise.all([
    paperBySlug(store, run.slug),
    programs.view(run.slug, new URLSearchParams()),
    runEvents(store, run.id),
  ])
  const said = events.map(({ event }) => event as LabEvent)
  const of = <Type extends LabEvent['type']>(type: Type) =>
    said.filter((event): event is Extract<LabEvent, { type: Type }> => event.type === type)
  const latest = <T, K>(list: readonly T[], key: (item: T) => K) => [
    ...new Map(list.map((item) => [key(item), item])).values(),
  ]
  const figures = latest(
    of('figure').map(({ figure }) => figure),
    ({ id }) => id,
  )
  const claims = of('claim')
  return {
    ...run,
    title: record?.title ?? run.slug,
    problem: run.problem ?? undefined,
    values: Object.entries(run.parameters).map(([name, value]) => [name, String(value)] as const),
    seconds: run.startedAt ? ((run.endedAt ?? new Date()).getTime() - run.startedAt.getTime()) / 1000 : undefined,
    progress: of('progress').at(-1),
    metrics: latest(of('metric'), ({ name }) => name),
    // A live run's figures change at each look; they are drawn once it is done.
    figures: run.state === 'running' ? [] : await Promise.all(figures.map((figure) => drawn(figure, programs))),
    claims: (program?.data.claims ?? []).map(({ id, statement }) => {
      const event = claims.findLast((claim) => claim.id === id)
      return {
        id,
        statement,
        ...(event && { measured: { outcome: outcomeOf(event.holds), measured: event.measured, note: event.note } }),
      }
    }),
  }
}

const drawn = async (figure: Figure, programs: AppParts['programs']) => ({
  frame: frameOf(figure),
  picture: await programs.draw(figure, `run-${figure.id}`),
})
