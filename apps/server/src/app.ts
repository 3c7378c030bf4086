/**
 * The site as a function from request to response: each part of it is a route of its own.
 * @module
 */
import { Refusal } from '@pushforward/feed/people'
import { renderFailure, renderNotFound } from '@pushforward/site'
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { HTTPException } from 'hono/http-exception'
import { trimTrailingSlash } from 'hono/trailing-slash'
import { problem } from './api/problem.js'
import { limitedBody, noZeros, sameOrigin } from './guard.js'
import { securityHeaders } from './headers.js'
import { hasHungUp } from './hung-up.js'
import { createObserver } from './observe.js'
import { pageCache } from './page-cache.js'
import { proxyWarning } from './proxy-warning.js'
import { refusalResponse } from './refused.js'
import { about } from './routes/about.js'
import { account } from './routes/account.js'
import { api } from './routes/api.js'
import { archives } from './routes/archives.js'
import { crawlers } from './routes/crawlers.js'
import { discussion } from './routes/discussion.js'
import { dump } from './routes/dump.js'
import { feeds } from './routes/feeds.js'
import { builtFiles, files } from './routes/files.js'
import { following } from './routes/following.js'
import { home } from './routes/home.js'
import { lists } from './routes/lists.js'
import { moderation } from './routes/moderation.js'
import { papers } from './routes/papers.js'
import type { AppParts, Route } from './routes/parts.js'
import { person } from './routes/person.js'
import { replyMails } from './routes/reply-mails.js'
import { runStream, runs } from './routes/runs.js'
import { searching } from './routes/search.js'
import { signIn } from './routes/sign-in.js'
import { submission } from './routes/submit.js'
import { subscription } from './routes/subscription.js'
import { votes } from './routes/votes.js'
import { visitor } from './visitor.js'
import { wholeBodies } from './whole.js'

const PEOPLE: readonly Route[] = [
  signIn,
  account,
  votes,
  discussion,
  moderation,
  submission,
  subscription,
  following,
  replyMails,
  person,
]
const READING: readonly Route[] = [papers, lists, runs, searching, feeds, archives, api, dump, files, about, crawlers]
const ROUTES: readonly Route[] = [home, ...PEOPLE, ...READING]

const isForPrograms = (path: string) => path.startsWith('/api/')

export function createApp(parts: AppParts): Hono {
  const app = new Hono()
  const observer = createObserver(parts, parts.config.logRequests ? console.log : undefined)
  app.use(observer.middleware)
  app.use(proxyWarning(parts))
  // What it keeps has the headers of those below.
  app.use(pageCache({ lifetime: parts.pageLifetime ?? 0 }))
  app.use(securityHeaders())
  app.use('/assets/*', compress())
  app.use(wholeBodies())
  app.use(trimTrailingSlash())
  builtFiles(app, parts)
  runStream(app, parts)
  observer.routes(app)
  app.use(noZeros(parts))
  app.use(limitedBody(parts))
  app.use(visitor(parts))
  app.use(sameOrigin(parts))
  for (const route of ROUTES) route(app, parts)
  app.notFound((context) =>
    isForPrograms(context.req.path)
      ? problem(context, 404, `nothing is at ${context.req.path}`)
      : context.html(renderNotFound(context.req.path, parts.assets), 404),
  )
  app.onError((error, context) => {
    if (error instanceof Refusal) return refusalResponse(context, parts, error)
    // What middleware refuses is no fault of ours.
    if (error instanceof HTTPException) return error.getResponse()
    if (hasHungUp(context)) return context.body(null, 400)
    parts.report(error)
    if (isForPrograms(context.req.path)) return problem(context, 500, 'the fault is ours and has been logged')
    return context.html(renderFailure(parts.assets), 500)
  })
  return app
}
