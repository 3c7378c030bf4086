/**
 * A proxy that is not trusted, which is easily overlooked: everything works, and all readers have one address.
 * @module
 */
import type { MiddlewareHandler } from 'hono'
import type { AppParts } from './routes/parts.js'

const WARNING =
  'A request came with X-Forwarded-For, and TRUST_PROXY is not set: whoever comes through a proxy shares its address, with its limits and its votes. If the proxy is yours, set TRUST_PROXY=1.'

/** Says so once. */
export function proxyWarning({ config, log }: Pick<AppParts, 'config' | 'log'>): MiddlewareHandler {
  let isSettled = config.trustProxy
  return async (context, next) => {
    if (!isSettled && context.req.header('x-forwarded-for') !== undefined) {
      isSettled = true
      log?.(WARNING)
    }
    await next()
  }
}
