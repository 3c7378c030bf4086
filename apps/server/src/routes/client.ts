/**
 * Where a request comes from.
 * @module
 */
import { createHash } from 'node:crypto'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'
import type { Config } from '../config.js'

/**
 * The network address of whoever asks. Behind a proxy that is trusted, the last address that the proxy itself added:
 * those before it are what the reader says.
 */
export function addressOf(context: Context, { trustProxy }: Config): string {
  const forwarded = trustProxy ? context.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined
  if (forwarded) return forwarded
  try {
    return getConnInfo(context).remote.address ?? 'unknown'
  } catch {
    // Without a socket: a test that calls the app as a function.
    return 'unknown'
  }
}

/** The same address made unreadable, for limits: enough to tell two apart. */
export const pseudonymOf = (address: string): string =>
  createHash('sha256').update(address).digest('base64url').slice(0, 16)
