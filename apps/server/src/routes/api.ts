/**
 * The API: what it gives, and its document.
 * @module
 */
import { renderApi } from '@pushforward/site'
import { API_ROUTES, papersApi } from '../api/papers-api.js'
import { html, type Route } from './parts.js'

export const api: Route = (app, parts) => {
  const { config, assets } = parts
  const described = papersApi(parts)
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
        API_ROUTES.map(({ method, path, summary }) => ({ method: method.toUpperCase(), path: `/api${path}`, summary })),
        config.publicUrl,
        assets,
      ),
    ),
  )
}
