/**
 * Comments, flags, claims of authorship: a page each, whose forms need no script.
 * @module
 */
import {
  claimAuthorship,
  claimOf,
  comment,
  commentById,
  deleteComment,
  editComment,
  FLAG_REASONS,
  flag,
  voteOnComment,
} from '@pushforward/feed/discussion'
import { paperBySlug } from '@pushforward/feed/papers'
import { Refusal } from '@pushforward/feed/people'
import {
  type CommentFormView,
  commentForm,
  renderAuthorship,
  renderComment,
  renderFlag,
  renderPart,
  threadPart,
} from '@pushforward/site'
import type { Context } from 'hono'
import { discussionOf } from '../slots.js'
import {
  answerForm,
  type Form,
  idOf,
  type Problem,
  personal,
  readForm,
  signInPath,
  wantsPart,
  withForm,
} from './forms.js'
import type { AppParts, Route } from './parts.js'

export const discussion: Route = (app, parts) => {
  const { clock, store } = parts

  /** The thread as it is now, or its page. */
  const answerThread = (
    context: Context,
    slug: string,
    { anchor, ...told }: { readonly anchor: string; readonly said: string; readonly focus?: string },
  ) =>
    answerForm(context, {
      back: `/papers/${encodeURIComponent(slug)}#${anchor}`,
      part: async () => threadPart(await discussionOf(context, parts, await paperOf(parts, slug))),
      ...told,
    })

  // A new comment, a reply (`?reply=12`), a change (`?edit=12`).
  app.get('/papers/:slug/comment', async (context) => {
    const { person } = context.var
    if (!person) return context.redirect(signInPath(pathAndQuery(context.req.url)), 303)
    const { reply, edit } = context.req.query()
    const view = await commentView(parts, context.req.param('slug'), { reply, edit })
    return personal(context, wantsPart(context) ? renderPart(commentForm(view)) : renderComment(view, parts.assets))
  })

  app.post('/papers/:slug/comment', async (context) => {
    const slug = context.req.param('slug')
    const { person } = context.var
    const form = await readForm(context)
    const { body = '', reply, edit } = form
    if (!person) return context.redirect(signInPath(`/papers/${encodeURIComponent(slug)}#comments`), 303)
    return withForm(
      context,
      async () => {
        let id: number
        if (edit) {
          id = idOf(edit)
          await editComment(store, person, id, body, clock())
        } else {
          id = await comment(store, person, { slug, body, ...(reply ? { parent: idOf(reply) } : {}) }, clock())
        }
        const said = edit ? 'Your change is saved' : reply ? 'Your reply is there' : 'Your comment is there'
        return answerThread(context, slug, { anchor: `comment-${id}`, said, focus: `comment-${id}` })
      },
      async (problem) => renderComment(await commentView(parts, slug, form, problem), parts.assets),
    )
  })

  app.post('/comments/:id/delete', async (context) => {
    const { person } = context.var
    const { slug } = await commentById(store, idOf(context.req.param('id')))
    if (!person) return context.redirect(signInPath(`/papers/${slug}#comments`), 303)
    await deleteComment(store, person, idOf(context.req.param('id')), clock())
    return answerThread(context, slug, { anchor: 'comments', said: 'Your comment is deleted', focus: 'comments-title' })
  })

  app.post('/comments/:id/vote', async (context) => {
    const { person } = context.var
    const { slug, id } = await commentById(store, idOf(context.req.param('id')))
    const { opinion = '' } = await readForm(context)
    if (!person) return context.redirect(signInPath(`/papers/${slug}#comment-${id}`), 303)
    const opinions: Readonly<Record<string, boolean | null>> = { useful: true, 'not-useful': false, none: null }
    const good = Object.hasOwn(opinions, opinion) ? opinions[opinion] : undefined
    if (good === undefined) throw new Refusal('invalid', 'Say useful, not-useful or none.', { field: 'opinion' })
    await voteOnComment(store, person, id, good, clock())
    const said = good === null ? 'Your vote is taken back' : good ? 'Marked as useful' : 'Marked as not useful'
    return answerThread(context, slug, { anchor: `comment-${id}`, said })
  })

  app.get('/flag', async (context) => {
    if (!context.var.person) return context.redirect(signInPath(pathAndQuery(context.req.url)), 303)
    return personal(context, await flagPage(parts, context.req.query()))
  })

  app.post('/flag', async (context) => {
    const { person } = context.var
    const form = await readForm(context)
    const { reason = '', note = '' } = form
    if (!person) return context.redirect(signInPath('/'), 303)
    return withForm(
      context,
      async () => {
        const target = form.comment ? { comment: idOf(form.comment) } : { paper: form.paper ?? '' }
        await flag(store, person, target, { reason, note }, clock())
        return personal(context, await flagPage(parts, form, undefined, true))
      },
      (problem) => flagPage(parts, form, problem),
    )
  })

  app.get('/papers/:slug/authorship', async (context) => {
    const { person } = context.var
    if (!person) return context.redirect(signInPath(pathAndQuery(context.req.url)), 303)
    return personal(context, await authorshipPage(parts, context.req.param('slug'), person.id, context.req.query()))
  })

  app.post('/papers/:slug/authorship', async (context) => {
    const slug = context.req.param('slug')
    const { person } = context.var
    const form = await readForm(context)
    const { author = '', evidence = '' } = form
    const path = `/papers/${encodeURIComponent(slug)}/authorship`
    if (!person) return context.redirect(signInPath(path), 303)
    return withForm(
      context,
      async () => {
        await claimAuthorship(store, person, { slug, author, evidence }, clock())
        return context.redirect(path, 303)
      },
      (problem) => authorshipPage(parts, slug, person.id, form, problem),
    )
  })
}

function pathAndQuery(url: string): string {
  const { pathname, search } = new URL(url)
  return pathname + search
}

async function paperOf({ store }: AppParts, slug: string) {
  const paper = await paperBySlug(store, slug)
  if (!paper) throw new Refusal('absent', 'There is no such paper.')
  return paper
}

async function commentView(
  parts: AppParts,
  slug: string,
  form: Partial<Form>,
  problem?: Problem,
): Promise<CommentFormView> {
  const { store } = parts
  const { slug: own, title } = await paperOf(parts, slug)
  const about = form.edit || form.reply
  const answered = about ? await commentById(store, idOf(about)) : undefined
  const body = form.body ?? (form.edit ? (answered?.body ?? '') : '')
  return {
    paper: { slug: own, title },
    body,
    ...(form.edit ? { edit: answered } : { reply: answered }),
    ...(problem ? { problem } : {}),
  }
}

async function flagPage(parts: AppParts, form: Partial<Form>, problem?: Problem, done = false): Promise<string> {
  const { assets, store } = parts
  const found = form.comment ? await commentById(store, idOf(form.comment)) : undefined
  const { slug, title } = await paperOf(parts, found?.slug ?? form.paper ?? '')
  const { reason = '', note = '' } = form
  return renderFlag(
    { paper: { slug, title }, comment: found, reasons: FLAG_REASONS, reason, note, problem, done },
    assets,
  )
}

async function authorshipPage(
  parts: AppParts,
  slug: string,
  personId: number,
  { author = '', evidence = '' }: Partial<Form>,
  problem?: Problem,
): Promise<string> {
  const { assets, store } = parts
  const { id, slug: own, title, authors } = await paperOf(parts, slug)
  const claim = await claimOf(store, id, personId)
  return renderAuthorship({ paper: { slug: own, title }, authors, author, evidence, claim, problem }, assets)
}
