/**
 * A person's own page: how they are called, where they are signed in, tokens, their data, the end.
 * @module
 */
import { deleteAccount, personalData } from '@pushforward/feed/discussion'
import { makePrivateFeed, privateFeedOf, revokePrivateFeed } from '@pushforward/feed/following'
import { apiTokensOf, makeApiToken, type Person, rename, revokeApiToken, sessionsOf } from '@pushforward/feed/people'
import { renderAccount } from '@pushforward/site'
import type { Context, Hono } from 'hono'
import { endSession, sessionToken } from '../visitor.js'
import { type Form, idOf, localPath, type Problem, personal, readForm, signInPath, withForm } from './forms.js'
import type { AppParts, Route } from './parts.js'

export const account: Route = (app, parts) => {
  const { clock, store } = parts

  app.get('/account', async (context) => {
    const { person } = context.var
    if (!person) return context.redirect(signInPath('/account'), 303)
    return personal(context, await accountPage(context, parts, person))
  })

  post(app, parts, '/account', async (context, person, { handle = '', name = '', next }) => {
    await rename(store, person, { handle, name })
    return context.redirect(next ? localPath(next) : '/account', 303)
  })

  post(app, parts, '/account/tokens', async (context, person, { name = '' }) => {
    const token = await makeApiToken(store, person, name, clock())
    return personal(context, await accountPage(context, parts, person, { token }), 201)
  })

  post(app, parts, '/account/tokens/:id/revoke', async (context, person) => {
    await revokeApiToken(store, person, idOf(context.req.param('id')))
    return context.redirect('/account#tokens', 303)
  })

  post(app, parts, '/account/feed', async (context, person) => {
    const token = await makePrivateFeed(store, person, clock())
    return personal(context, await accountPage(context, parts, person, { feedToken: token }), 201)
  })

  post(app, parts, '/account/feed/revoke', async (context, person) => {
    await revokePrivateFeed(store, person)
    return context.redirect('/account#feeds', 303)
  })

  app.get('/account/data.json', async (context) => {
    const { person } = context.var
    if (!person) return context.redirect(signInPath('/account'), 303)
    return context.json(await personalData(store, person), 200, {
      'content-disposition': 'attachment; filename="pushforward-account.json"',
      'cache-control': 'private, no-store',
    })
  })

  post(app, parts, '/account/delete', async (context, person, { confirm }) => {
    if (confirm !== person.handle) {
      const problem = { field: 'confirm', message: `Type ${person.handle} to delete this account.` }
      return personal(context, await accountPage(context, parts, person, { problem }), 422)
    }
    await deleteAccount(store, person, clock())
    await endSession(context, parts)
    return context.redirect('/', 303)
  })
}

/** A form of the account page, for whoever is signed in. */
function post(
  app: Hono,
  parts: AppParts,
  path: string,
  work: (context: Context, person: Person, form: Form) => Promise<Response>,
): void {
  app.post(path, async (context) => {
    const { person } = context.var
    if (!person) return context.redirect(signInPath('/account'), 303)
    const form = await readForm(context)
    return withForm(
      context,
      () => work(context, person, form),
      (problem) => accountPage(context, parts, person, { problem, form }),
    )
  })
}

interface Shown {
  readonly token?: string
  /** Of private feeds, when it was made now. */
  readonly feedToken?: string
  readonly problem?: Problem
  readonly form?: Form
}

async function accountPage(
  context: Context,
  parts: AppParts,
  person: Person,
  { feedToken, ...shown }: Shown = {},
): Promise<string> {
  const { assets, clock, config, store } = parts
  const [sessions, tokens, madeAt] = await Promise.all([
    sessionsOf(store, person.id, sessionToken(context, config) ?? '', clock()),
    apiTokensOf(store, person.id),
    privateFeedOf(store, person.id),
  ])
  const feed = {
    ...(madeAt ? { madeAt } : {}),
    ...(feedToken ? { made: feedAddresses(config.publicUrl, feedToken) } : {}),
  }
  const next = localPath(context.req.query('next'))
  return renderAccount({ person, sessions, tokens, feed, next, ...shown }, assets)
}

const feedAddresses = (site: string, token: string) =>
  [
    ['For you, Atom', 'for-you.atom'],
    ['For you, JSON', 'for-you.json'],
    ['What you follow, Atom', 'following.atom'],
    ['What you follow, JSON', 'following.json'],
    ['What you saved, Atom', 'saved.atom'],
    ['What you saved, JSON', 'saved.json'],
  ].map(([what = '', file]) => [what, `${site}/private/${token}/${file}`] as const)
