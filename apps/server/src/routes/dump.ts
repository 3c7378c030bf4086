/**
 * All papers as files, made once a day: by the first who asks for them.
 * @module
 */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { NDJSON, PARQUET, writeDump } from '@pushforward/feed/dump'
import { ASK, type Route } from './parts.js'

const TYPES: Readonly<Record<string, string>> = {
  [NDJSON]: 'application/gzip',
  [PARQUET]: 'application/vnd.apache.parquet',
}

export const dump: Route = (app, { store, dumpFolder, clock }) => {
  if (dumpFolder === undefined) return
  let making: Promise<unknown> | undefined

  const ofToday = async (name: string) => {
    const path = join(dumpFolder, name)
    const today = clock().toISOString().slice(0, 10)
    const found = await stat(path).catch(() => undefined)
    if (found && found.mtime.toISOString().slice(0, 10) >= today) return { path, ...sizeAndTime(found) }
    making ??= writeDump(store, dumpFolder).finally(() => {
      making = undefined
    })
    await making
    return { path, ...sizeAndTime(await stat(path)) }
  }

  app.get('/dump/:name', async (context) => {
    const name = context.req.param('name')
    const type = TYPES[name]
    if (!type) return context.notFound()
    const { path, size, time } = await ofToday(name)
    return context.body(Readable.toWeb(createReadStream(path)) as ReadableStream, 200, {
      'content-type': type,
      'content-length': String(size),
      'content-disposition': `attachment; filename="${name}"`,
      'last-modified': time.toUTCString(),
      etag: `"${time.getTime().toString(36)}-${size.toString(36)}"`,
      'cache-control': ASK,
      link: '<https://creativecommons.org/publicdomain/zero/1.0/>; rel="license"',
    })
  })
}

const sizeAndTime = ({ size, mtime }: { readonly size: number; readonly mtime: Date }) => ({ size, time: mtime })
