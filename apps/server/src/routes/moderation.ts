/**
 * The public log of moderation, and what moderators act on.
 * @module
 */
import {
  type Act,
  type Action,
  commentById,
  moderate,
  moderationLog,
  moderationQueue,
} from '@pushforward/feed/discussion'
import { paperBySlug } from '@pushforward/feed/papers'
import { assertModerator, Refusal } from '@pushforward/feed/people'
import { renderAct, renderModerationLog, renderModerationQueue } from '@pushforward/site'
import { type Form, idOf, personal, readForm, signInPath, withForm } from './forms.js'
import { html, type Route } from './parts.js'

/** Entries of the log that one page shows. */
const PAGE = 50

export const moderation: Route = (app, { assets, clock, store }) => {
  app.get('/moderation', async (context) => {
    const before = context.req.query('before')
    const entries = await moderationLog(store, { limit: PAGE + 1, ...(before ? { before: idOf(before) } : {}) })
    const more = entries.length > PAGE ? entries[PAGE - 1]?.id : undefined
    return html(context, renderModerationLog({ entries: entries.slice(0, PAGE), more }, assets))
  })

  app.get('/moderation/queue', async (context) => {
    const { person } = context.var
    if (!person) return context.redirect(signInPath('/moderation/queue'), 303)
    assertModerator(person)
    return personal(context, renderModerationQueue({ queue: await moderationQueue(store) }, assets))
  })

  // One act on one thing, for whoever comes from its page.
  app.get('/moderation/act', async (context) => {
    const { person } = context.var
    if (!person) return context.redirect(signInPath('/moderation/queue'), 303)
    assertModerator(person)
    const { comment, paper = '' } = context.req.query()
    const found = comment ? await commentById(store, idOf(comment)) : undefined
    const record = await paperBySlug(store, found?.slug ?? paper)
    if (!record) throw new Refusal('absent', 'There is no such paper.')
    return personal(context, renderAct({ paper: record, comment: found }, assets))
  })

  app.post('/moderation', async (context) => {
    const { person } = context.var
    if (!person) return context.redirect(signInPath('/moderation/queue'), 303)
    assertModerator(person)
    const form = await readForm(context)
    return withForm(
      context,
      async () => {
        await moderate(store, person, actOf(form), form.reason ?? '', clock())
        return context.redirect('/moderation/queue', 303)
      },
      async (problem) => renderModerationQueue({ queue: await moderationQueue(store), problem }, assets),
    )
  })
}

/** What each act is done to. */
const TARGETS: { readonly [A in Action]: 'comment' | 'paper' | 'person' | 'claim' | 'either' } = {
  'remove-comment': 'comment',
  'restore-comment': 'comment',
  'hide-paper': 'paper',
  'unhide-paper': 'paper',
  'dismiss-flags': 'either',
  suspend: 'person',
  unsuspend: 'person',
  'count-votes': 'person',
  'discount-votes': 'person',
  'grant-authorship': 'claim',
  'deny-authorship': 'claim',
  'make-member': 'person',
  'make-moderator': 'person',
}

/** @throws Refusal when the form names no act, or nothing to act on */
function actOf({ action = '', comment, paper = '', person = '', claim }: Form): Act {
  if (!Object.hasOwn(TARGETS, action)) {
    throw new Refusal('invalid', `Choose an action: ${Object.keys(TARGETS).join(', ')}.`, { field: 'action' })
  }
  const target = TARGETS[action as Action]
  if (target === 'comment' || (target === 'either' && comment)) return { action, comment: idOf(comment) } as Act
  if (target === 'claim') return { action, claim: idOf(claim) } as Act
  return { action, ...(target === 'person' ? { person: person.trim().toLowerCase() } : { paper }) } as Act
}
