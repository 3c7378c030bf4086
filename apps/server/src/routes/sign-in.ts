/**
 * Signing in by a mailed link, and out.
 * @module
 */
import { closeSessions, confirmSignIn, linkAddress, requestSignIn } from '@pushforward/feed/people'
import { renderConfirm, renderLinkDead, renderLinkSent, renderSignIn } from '@pushforward/site'
import { clientAddress, endSession, rememberSession, sessionToken } from '../visitor.js'
import { localPath, personal, readForm, withForm } from './forms.js'
import type { Route } from './parts.js'

export const signIn: Route = (app, parts) => {
  const { assets, clock, config, store } = parts

  app.get('/sign-in', (context) => {
    const next = localPath(context.req.query('next'))
    if (context.var.person) return context.redirect(next, 303)
    return personal(context, renderSignIn({ email: '', next }, assets))
  })

  app.post('/sign-in', async (context) => {
    const { email = '', next } = await readForm(context)
    const wish = localPath(next)
    return withForm(
      context,
      async () => {
        const client = clientAddress(context, config)
        await requestSignIn(store, { email, client, next: wish, publicUrl: config.publicUrl, now: clock() })
        // The same words whether or not somebody has this address here.
        return personal(context, renderLinkSent(email.trim(), assets))
      },
      (problem) => renderSignIn({ email, next: wish, problem }, assets),
    )
  })

  app.get('/sign-in/:token', async (context) => {
    const token = context.req.param('token')
    const email = await linkAddress(store, token, clock())
    if (email === undefined) return personal(context, renderLinkDead(assets), 404)
    return personal(context, renderConfirm({ email, token }, assets))
  })

  app.post('/sign-in/:token', async (context) =>
    withForm(
      context,
      async () => {
        const { session, next, isNew } = await confirmSignIn(store, context.req.param('token'), {
          client: clientAddress(context, config),
          device: context.req.header('user-agent') ?? '',
          previous: sessionToken(context, config),
          administrators: config.administrators,
          now: clock(),
        })
        rememberSession(context, config, session)
        const welcome = `/account?next=${encodeURIComponent(next)}#you`
        return context.redirect(isNew ? welcome : next, 303)
      },
      () => renderLinkDead(assets),
    ),
  )

  app.post('/sign-out', async (context) => {
    const { person } = context.var
    const { everywhere } = await readForm(context)
    if (person && everywhere) await closeSessions(store, person.id)
    await endSession(context, parts)
    return context.redirect('/', 303)
  })
}
