/**
 * The API: what it gives, its document, and how often one may ask.
 * @module
 */
import { allow, networkOf } from '@pushforward/feed/people'
import { renderApi } from '@pushforward/site'
import { API_ROUTES, papersApi } from '../api/papers-api.js'
import { PEOPLE_ROUTES } from '../api/people-api.js'
import { problem } from '../api/problem.js'
import { clientAddress } from '../visitor.js'
import { html, type Route } from './parts.js'

/** Requests in a row and a second, by network address: a crawl of everything takes minutes, not hours. */
const LIMIT = { capacity: 300, perSecond: 5 }
/** Seconds after which as many are allowed again. */
const WINDOW = LIMIT.capacity / LIMIT.perSecond

export const api: Route = (app, parts) => {
  const { store, config, assets, clock } = parts
  app.use('/api/*', async (context, next) => {
    const limit = await allow(store, `api:${networkOf(clientAddress(context, config))}`, { ...LIMIT, now: clock() })
    context.header('ratelimit-policy', `"default";q=${LIMIT.capacity};w=${WINDOW}`)
    context.header('ratelimit', `"default";r=${limit.remaining};t=${limit.retryAfter}`)
    if (limit.allowed) return next()
    context.header('retry-after', String(limit.retryAfter))
    return problem(context, 429, `ask again in ${limit.retryAfter} s`)
  })

  const described = papersApi(parts)
  described.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' })
  for (const route of PEOPLE_ROUTES) described.openAPIRegistry.registerPath(route)
  described.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Pushforward',
      version: '1.0.0',
      description: 'Papers on probability distributions and the flows between them, with how their claims came out.',
      license: { name: 'Facts of papers: CC0-1.0', url: 'https://creativecommons.org/publicdomain/zero/1.0/' },
    },
    servers: [{ url: `${config.publicUrl}/api` }],
  })
  app.route('/api', described)

  app.get('/about/api', (context) =>
    html(
      context,
      renderApi(
        [...API_ROUTES, ...PEOPLE_ROUTES].map(({ method, path, summary }) => ({
          method: method.toUpperCase(),
          path: `/api${path}`,
          summary,
        })),
        config.publicUrl,
        assets,
      ),
    ),
  )
}
