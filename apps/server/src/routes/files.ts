/**
 * Built files, data sets, the icon.
 * @module
 */
import { extname } from 'node:path'
import { ASK, type Route, svg } from './parts.js'

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

export const files: Route = (app, { dataset, icon }) => {
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
}
