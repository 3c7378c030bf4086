/**
 * Submitting papers: a form, and the API.
 * @module
 */
import {
  arxivIdOf,
  checkSubmission,
  comment,
  fillFromArxiv,
  readPasted,
  type SubmissionForm,
  slugOfArxiv,
  submit,
} from '@pushforward/feed/discussion'
import { Refusal } from '@pushforward/feed/people'
import { renderSubmit, type SubmitView } from '@pushforward/site'
import { SUBMISSION } from '../api/people-api.js'
import { refuse } from '../refused.js'
import { localPath, personal, readForm, signInPath, withForm } from './forms.js'
import type { Route } from './parts.js'

export const submission: Route = (app, parts) => {
  const { assets, clock, config, store, lookUp } = parts
  const page = (view: Omit<SubmitView, 'asksArxiv'>) =>
    renderSubmit({ ...view, ...(lookUp ? { asksArxiv: true } : {}) }, assets)

  app.get('/submit', async (context) => {
    const arxiv = context.req.query('arxiv') ?? ''
    const { person } = context.var
    if (!person) return context.redirect(signInPath(localPath(`/submit?arxiv=${encodeURIComponent(arxiv)}`)), 303)
    const id = arxivIdOf(arxiv)
    const known = id && (await slugOfArxiv(store, id))
    if (known) return context.redirect(`/papers/${known}`, 303)
    const form = { arxiv: id ?? arxiv }
    if (!lookUp || !id) return personal(context, page({ form }))
    return withForm(
      context,
      async () => {
        const filled = await fillFromArxiv(store, person, form, lookUp, clock())
        return personal(context, page({ form: { ...form, ...filled.form }, note: filled.note }))
      },
      (problem) => page({ form, problem }),
    )
  })

  app.post('/submit', async (context) => {
    const { person } = context.var
    const form = await readForm(context)
    if (!person) return context.redirect(signInPath('/submit'), 303)
    return withForm(
      context,
      async () => {
        if (form.read) {
          const note = 'Read. Please look it over, then submit.'
          return personal(context, page({ form: { ...form, ...readPasted(form.paste ?? '') }, note }))
        }
        // An identifier that is known needs nothing else.
        const arxiv = arxivIdOf(form.arxiv ?? '')
        const known = await slugOfArxiv(store, arxiv ?? '')
        if (known) return context.redirect(`/papers/${known}`, 303)
        if (lookUp && (form.look || (arxiv && !form.title?.trim()))) {
          const filled = await fillFromArxiv(store, person, form, lookUp, clock())
          return personal(context, page({ form: { ...form, ...filled.form }, note: filled.note }))
        }
        const { slug } = await submit(store, person, checkSubmission(form), clock())
        return context.redirect(`/papers/${slug}`, 303)
      },
      (problem) => page({ form, problem }),
    )
  })

  app.post('/api/papers/submit', async (context) => {
    const { person } = context.var
    if (!person) return refuse(context, parts, 401, 'Show a token: Authorization: Bearer pf_…')
    if (!/^application\/json\b/i.test(context.req.header('content-type') ?? '')) {
      return refuse(context, parts, 415, 'Content-Type: application/json is needed.')
    }
    const document = await context.req.json().catch(() => undefined)
    const parsed = SUBMISSION.safeParse(document)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      const field = issue?.path.join('.') || 'document'
      return refuse(context, parts, 422, `${field}: ${issue?.message ?? 'a JSON object is needed'}.`, { field })
    }
    const { comment: words, media_urls: mediaUrls, paper_id: id, authors, topics, ...fields } = parsed.data
    const form: SubmissionForm = {
      ...fields,
      arxiv: id,
      authors: authors?.join('\n'),
      topics: topics?.join(','),
    }
    const known = await slugOfArxiv(store, arxivIdOf(id ?? '') ?? '')
    const isBare = !known && fields.title === undefined
    const filled =
      isBare && lookUp ? await fillFromArxiv(store, person, form, lookUp, clock()) : { form, note: '', isFilled: false }
    if (isBare && !filled.isFilled) {
      const why =
        filled.note || 'This paper is new here, and arXiv is not asked from here: send its title and authors, too.'
      throw new Refusal('invalid', why, { field: 'title' })
    }
    const raw = mediaUrls?.length ? { raw: { mediaUrls } } : {}
    const submitted = known
      ? { slug: known, added: false }
      : await submit(store, person, { ...checkSubmission(filled.form), ...raw }, clock())
    if (words) await comment(store, person, { slug: submitted.slug, body: words }, clock())
    return context.json(
      { ...submitted, url: `${config.publicUrl}/papers/${submitted.slug}` },
      submitted.added ? 201 : 200,
    )
  })
}
