/**
 * Pages with one form each: a comment, a flag, a claim of authorship.
 * @module
 */
import type { Assets } from '../view.js'
import { Field, ProblemNote } from './form.js'
import { renderFormPage } from './pages.js'
import type { AuthorshipView, CommentFormView, CommentQuote, FlagView, PaperName } from './view.js'

const PaperLink = ({ paper: { slug, title } }: { paper: PaperName }) => <a href={`/papers/${slug}`}>{title}</a>

function Quote({ comment }: { comment: CommentQuote }) {
  return (
    <figure class="comment">
      <figcaption class="comment-facts">{comment.author ?? 'A deleted account'}</figcaption>
      {/* Made by the server's two walls for Markdown. */}
      <blockquote class="comment-text" dangerouslySetInnerHTML={{ __html: comment.html }} />
    </figure>
  )
}

export function renderComment({ paper, body, reply, edit, problem }: CommentFormView, assets: Assets): string {
  return renderFormPage({
    title: edit ? 'Change your comment' : reply ? 'Reply' : 'Comment',
    assets,
    children: (
      <>
        <p class="prose">
          On <PaperLink paper={paper} />
        </p>
        {reply && <Quote comment={reply} />}
        {problem?.field !== 'comment' && <ProblemNote problem={problem} />}
        <CommentForm view={{ paper, body, reply, edit, problem }} />
      </>
    ),
  })
}

/** The form alone, which a script opens below the comment that is answered or changed. */
export const commentForm = (view: CommentFormView) => <CommentForm view={view} inPlace />

function CommentForm({ view, inPlace = false }: { view: CommentFormView; inPlace?: boolean }) {
  const { paper, body, reply, edit, problem } = view
  return (
    <form
      class="form"
      method="post"
      action={`/papers/${paper.slug}/comment`}
      data-live={inPlace ? 'thread' : undefined}
    >
      {reply && <input type="hidden" name="reply" value={reply.id} />}
      {edit && <input type="hidden" name="edit" value={edit.id} />}
      <Field
        name="body"
        id={inPlace ? `body-${(edit ?? reply)?.id}` : 'body'}
        label={reply ? 'Your reply' : 'Your comment'}
        value={body}
        lines={inPlace ? 5 : 8}
        maxLength={10_000}
        problem={problem && { ...problem, field: problem.field === 'comment' ? 'body' : problem.field }}
        required
      />
      <div class="form-line">
        <button class="button" type="submit">
          {edit ? 'Save' : reply ? 'Reply' : 'Comment'}
        </button>
      </div>
    </form>
  )
}

export function renderFlag(view: FlagView, assets: Assets): string {
  const { paper, comment, reasons, reason, note, problem, done } = view
  if (done) {
    return renderFormPage({
      title: 'Thank you',
      assets,
      children: (
        <p class="prose">
          A moderator will look at it; what they do stands in the <a href="/moderation">moderation log</a>. Back to{' '}
          <PaperLink paper={paper} />
        </p>
      ),
    })
  }
  return renderFormPage({
    title: comment ? 'What is wrong with this comment?' : 'What is wrong with this paper’s page?',
    assets,
    children: (
      <>
        {comment ? <Quote comment={comment} /> : <p class="prose">{<PaperLink paper={paper} />}</p>}
        <ProblemNote problem={problem} />
        <form class="form" method="post" action="/flag">
          <input type="hidden" name={comment ? 'comment' : 'paper'} value={comment ? comment.id : paper.slug} />
          <fieldset class="choices">
            <legend>Reason</legend>
            {Object.entries(reasons).map(([name, words]) => (
              <label key={name}>
                <input type="radio" name="reason" value={name} checked={name === reason} required />
                {words}
              </label>
            ))}
          </fieldset>
          <Field name="note" label="In your words" value={note} lines={3} maxLength={500} problem={problem} />
          <button class="button" type="submit">
            Flag
          </button>
        </form>
      </>
    ),
  })
}

const STATES = {
  open: 'Your claim waits for a moderator.',
  appealed: 'Your appeal waits for a moderator.',
  granted: 'You are known as an author of this paper.',
  denied: 'Your claim was denied. You can appeal, as often as there is something new to say.',
} as const

export function renderAuthorship(view: AuthorshipView, assets: Assets): string {
  const { paper, authors, claim, problem, evidence } = view
  const chosen = view.author || claim?.author || ''
  const canAsk = authors.length > 0 && (!claim || claim.state === 'denied')
  return renderFormPage({
    title: 'Did you write this paper?',
    assets,
    children: (
      <>
        <p class="prose">
          <PaperLink paper={paper} />
        </p>
        {claim && (
          <p class="notice" role="status">
            {STATES[claim.state]} {claim.decision && `The moderator’s reason: ${claim.decision}`}
          </p>
        )}
        {authors.length === 0 && <p class="prose">The names of its authors are not known here.</p>}
        {problem?.field !== 'evidence' && <ProblemNote problem={problem} />}
        {canAsk && (
          <form class="form" method="post" action={`/papers/${paper.slug}/authorship`}>
            <div class="field">
              <label for="field-author">Your name on it</label>
              <select id="field-author" name="author">
                {authors.map((name) => (
                  <option key={name} selected={name === chosen}>
                    {name}
                  </option>
                ))}
              </select>
            </div>
            <Field
              name="evidence"
              label="How we can see that"
              value={evidence}
              lines={4}
              maxLength={2000}
              note="An address of your page that names this account, or where a mail of yours would come from."
              problem={problem}
              required
            />
            <button class="button" type="submit">
              {claim ? 'Appeal' : 'Claim'}
            </button>
          </form>
        )}
      </>
    ),
  })
}
