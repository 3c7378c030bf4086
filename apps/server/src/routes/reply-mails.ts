/**
 * Mails about answers: on and off on the account page, and off by the link in each of them, which needs no signing in.
 * @module
 */
import { repliesLinkOf, setReplyMails } from '@pushforward/feed/mail'
import { renderNoReplies } from '@pushforward/site'
import { refuse } from '../refused.js'
import { personal, readForm, signInPath } from './forms.js'
import type { Route } from './parts.js'

const DEAD = 'This link is not whole, or its account is gone.'

export const replyMails: Route = (app, parts) => {
  const { assets, store } = parts

  app.post('/account/replies', async (context) => {
    const { person } = context.var
    if (!person) return context.redirect(signInPath('/account'), 303)
    const { wanted } = await readForm(context)
    await setReplyMails(store, person.id, wanted === '1')
    return context.redirect('/account#mails', 303)
  })

  // As mail scanners open every link, GET changes nothing.
  app.get('/replies/:token', async (context) => {
    const token = context.req.param('token')
    const found = await repliesLinkOf(store, token)
    if (!found) return refuse(context, parts, 404, DEAD)
    const view = { address: found.email, action: `/replies/${token}`, done: !found.wanted }
    return personal(context, renderNoReplies(view, assets))
  })

  // With one click in a mail program (RFC 8058), and with the page's button.
  app.post('/replies/:token', async (context) => {
    const token = context.req.param('token')
    const found = await repliesLinkOf(store, token)
    if (!found) return refuse(context, parts, 404, DEAD)
    await setReplyMails(store, found.id, false)
    const view = { address: found.email, action: `/replies/${token}`, done: true }
    return personal(context, renderNoReplies(view, assets))
  })
}
