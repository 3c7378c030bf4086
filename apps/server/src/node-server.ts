/**
 * The server of Node around the site, with an end to its patience.
 * @module
 */
import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'

export interface Patience {
  /** Milliseconds for the headers of a request. Default 10 000. */
  readonly headers?: number
  /** Milliseconds for a whole request, with its body. Default 30 000: the largest body over a line of 20 kB/s. */
  readonly request?: number
}

/**
 * Milliseconds for which a connection without a request stays. Longer than a proxy keeps its own (nginx: 60 s): one that closes
 * first may do so as the proxy sends the next request, and its reader gets an error.
 */
const KEPT = 75_000

/** Who sends a byte now and then holds a connection for as long as this, and no longer. */
export function nodeServer(
  fetch: (request: Request, environment?: unknown) => Response | Promise<Response>,
  { headers = 10_000, request = 30_000 }: Patience = {},
): Server {
  return createAdaptorServer({
    fetch,
    serverOptions: {
      keepAliveTimeout: KEPT,
      headersTimeout: headers,
      requestTimeout: request,
      // How often Node looks for such connections: the longest that one overstays.
      connectionsCheckingInterval: Math.min(headers, request, 4000) / 4,
    },
  }) as Server
}
