/**
 * All papers as files: those of the last night, those of the nights before, and where no night has made any, those of the
 * first who asks.
 * @module
 */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { dumpDays, NDJSON, PARQUET, writeDailyDump } from '@pushforward/feed/dump'
import type { Context } from 'hono'
import { ASK, type Route } from './parts.js'

const TYPES: Readonly<Record<string, string>> = {
  [NDJSON]: 'application/gzip',
  [PARQUET]: 'application/vnd.apache.parquet',
}
const DAY_MS = 86_400_000

export const dump: Route = (app, { store, dumpFolder, clock }) => {
  if (dumpFolder === undefined) return
  let making: Promise<unknown> | undefined

  const newest = async (): Promise<string> => {
    const day = (time: number) => new Date(time).toISOString().slice(0, 10)
    const now = clock().getTime()
    const [last = ''] = await dumpDays(dumpFolder)
    // Until tonight's is made, last night's is the newest.
    if (last >= day(now - DAY_MS)) return last
    making ??= writeDailyDump(store, dumpFolder, day(now)).finally(() => {
      making = undefined
    })
    await making
    return day(now)
  }

  const send = async (context: Context, name: string, day: string) => {
    const type = TYPES[name]
    const path = join(dumpFolder, day, name)
    const found = type && (await stat(path).catch(() => undefined))
    if (!found) return context.notFound()
    const { size, mtime } = found
    return context.body(Readable.toWeb(createReadStream(path)) as ReadableStream, 200, {
      'content-type': type,
      'content-length': String(size),
      'content-disposition': `attachment; filename="${name}"`,
      'last-modified': mtime.toUTCString(),
      etag: `"${mtime.getTime().toString(36)}-${size.toString(36)}"`,
      'cache-control': ASK,
      link: '<https://creativecommons.org/publicdomain/zero/1.0/>; rel="license"',
    })
  }

  app.get('/dump/:name', async (context) => {
    const name = context.req.param('name')
    return TYPES[name] ? send(context, name, await newest()) : context.notFound()
  })

  app.get('/dump/:day/:name', async (context) => {
    const { day, name } = context.req.param()
    return (await dumpDays(dumpFolder)).includes(day) ? send(context, name, day) : context.notFound()
  })
}
