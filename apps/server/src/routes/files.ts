/**
 * Built files, data sets, the icon, what makes the site installable.
 * @module
 */
import { extname } from 'node:path'
import { renderOffline } from '@pushforward/site'
import { ASK, html, type Route, svg } from './parts.js'

const FOR_EVER = 'public, max-age=31536000, immutable'

/** Files whose name holds a hash of their content; compressed ahead of time, so nothing may compress them again. */
export const builtFiles: Route = (app, { readAsset }) => {
  app.get('/assets/:name', async (context) => {
    const brotli = /\bbr\b/.test(context.req.header('accept-encoding') ?? '')
    const asset = await readAsset(context.req.param('name'), brotli)
    if (!asset) return context.notFound()
    return context.body(asset.body, 200, {
      'content-type': asset.type,
      'cache-control': FOR_EVER,
      vary: 'accept-encoding',
      ...(asset.encoding ? { 'content-encoding': asset.encoding } : {}),
    })
  })
}

export const files: Route = (app, { assets, dataset, icon, installable }) => {
  app.get('/data/:name', async (context) => {
    const name = context.req.param('name')
    const file = /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) ? await dataset(name) : undefined
    if (!file) return context.notFound()
    return context.body(Uint8Array.from(file.bytes), 200, {
      'content-type': extname(file.name) === '.csv' ? 'text/csv; charset=utf-8' : 'application/octet-stream',
      'x-file-name': file.name,
      'cache-control': ASK,
    })
  })
  app.get('/icon.svg', (context) => svg(context, icon))
  if (!installable) return
  app.get('/manifest.webmanifest', (context) =>
    context.body(installable.manifest, 200, { 'content-type': 'application/manifest+json', 'cache-control': ASK }),
  )
  app.get('/service-worker.js', (context) =>
    context.body(installable.worker, 200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': ASK }),
  )
  app.get('/offline', (context) => html(context, renderOffline(assets)))
}
