/**
 * Who asks: their network address, and the person whose session or token they show.
 * @module
 */
import { closeSession, type Person, personOfApiToken, SESSION_LENGTH, visit } from '@pushforward/feed/people'
import type { Context, MiddlewareHandler } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Config } from './config.js'
import type { AppParts } from './routes/parts.js'

declare module 'hono' {
  interface ContextVariableMap {
    /** Who is signed in; absent: nobody. */
    person?: Person
    /** Who asks shows a token in place of a cookie, which no other site can make them do. */
    byToken?: boolean
  }
}

/**
 * Sets `context.var.person`. A request with an `Authorization` header is its token's, and its cookies are not looked at.
 */
export function visitor({ store, config, clock }: Pick<AppParts, 'store' | 'config' | 'clock'>): MiddlewareHandler {
  return async (context, next) => {
    const token = bearerToken(context)
    if (token !== undefined) {
      context.set('byToken', true)
      context.set('person', await personOfApiToken(store, token, clock()))
      return next()
    }
    const session = sessionToken(context, config)
    const found = session && (await visit(store, session, clock()))
    if (found) {
      context.set('person', found.person)
      if (found.renewed) rememberSession(context, config, session)
    }
    await next()
    // What a person sees is theirs: no cache between may hand it to another.
    const { headers } = context.res
    if (found && !/private|no-store/.test(headers.get('cache-control') ?? '')) {
      headers.set('cache-control', 'private, no-cache')
    }
  }
}

const bearerToken = (context: Context): string | undefined => {
  const header = context.req.header('authorization')
  return header === undefined ? undefined : (/^Bearer +(\S+)$/i.exec(header)?.[1] ?? '')
}

const isSecure = (config: Config): boolean => config.publicUrl.startsWith('https:')

/** `__Host-`: set by this host alone, for all of it, over TLS. Browsers refuse that name on plain http. */
const cookieName = (config: Config): string => (isSecure(config) ? '__Host-session' : 'session')

export const sessionToken = (context: Context, config: Config): string | undefined =>
  getCookie(context, cookieName(config))

/** Out of reach for scripts and for requests that other sites start, other than by a link. */
export function rememberSession(context: Context, config: Config, token: string): void {
  setCookie(context, cookieName(config), token, {
    httpOnly: true,
    sameSite: 'Lax',
    secure: isSecure(config),
    path: '/',
    maxAge: SESSION_LENGTH,
  })
}

/** Ends the session that the browser shows, in the store and in the browser. */
export async function endSession(context: Context, { store, config }: AppParts): Promise<void> {
  const token = sessionToken(context, config)
  if (token) await closeSession(store, token)
  deleteCookie(context, cookieName(config), { path: '/', secure: isSecure(config) })
}

/**
 * The network address of whoever asks. Behind a proxy of ours it is the last that `X-Forwarded-For` lists: the one that
 * the proxy has written, where all before it is what a visitor can make up.
 */
export function clientAddress(context: Context, { trustProxy }: Config): string {
  const forwarded = trustProxy ? context.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined
  const { incoming } = (context.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } }
  return forwarded || incoming?.socket?.remoteAddress || 'unknown'
}
