/**
 * The public log of moderation, and the moderators' queue.
 * @module
 */
import type { ComponentChildren } from 'preact'
import { counted, formatDate } from '../format.js'
import { Page, renderPage } from '../page.js'
import type { Assets } from '../view.js'
import { ProblemNote } from './form.js'
import { renderFormPage } from './pages.js'
import type { ClaimStepView, CommentQuote, ModerationLogView, ModerationQueueView, PaperName, Problem } from './view.js'

const DONE: Readonly<Record<string, string>> = {
  'remove-comment': 'removed a comment',
  'restore-comment': 'restored a comment',
  'hide-paper': 'hid a paper',
  'unhide-paper': 'showed a paper again',
  'dismiss-flags': 'dismissed flags',
  suspend: 'suspended',
  unsuspend: 'ended the suspension of',
  'count-votes': 'made votes count of',
  'discount-votes': 'made votes not count of',
  'grant-authorship': 'confirmed as an author',
  'deny-authorship': 'denied a claim of authorship of',
  'make-moderator': 'made a moderator of',
  'make-member': 'made a member of',
}

const SAID: { readonly [S in ClaimStepView['step']]: string } = {
  claimed: 'claimed',
  appealed: 'appealed',
  granted: 'granted by',
  denied: 'denied by',
}

const day = (date: Date): string => formatDate(date.toISOString().slice(0, 10))

export const renderModerationLog = ({ entries, more }: ModerationLogView, assets: Assets): string =>
  renderPage(
    <Page
      title="Moderation log · Pushforward"
      description="Everything that moderators have done, with the reason."
      assets={assets}
    >
      <div class="column form-page">
        <h1>Moderation log</h1>
        <p class="prose">
          Everything that moderators do is here, with the reason: removed comments, hidden papers, suspended accounts,
          and every vote that counts less or again.
        </p>
        {entries.length === 0 && <p class="prose quiet">Nothing yet.</p>}
        <ol class="rows log">
          {entries.map(({ id, at, action, reason, moderator, paper, comment, person }) => (
            <li key={id} id={`log-${id}`}>
              <p>
                <time class="quiet" datetime={at.toISOString()}>
                  {day(at)}
                </time>{' '}
                {moderator ? `@${moderator}` : 'A former moderator'} {DONE[action] ?? action}
                {comment !== null && ` no. ${comment}`}
                {person && (comment === null ? ` @${person}` : ` by @${person}`)}
                {paper && (
                  <>
                    : <a href={`/papers/${paper.slug}`}>{paper.title}</a>
                  </>
                )}
              </p>
              <p class="any-text">{reason}</p>
            </li>
          ))}
        </ol>
        {more !== undefined && (
          <p>
            <a href={`/moderation?before=${more}`}>Older entries</a>
          </p>
        )}
      </div>
    </Page>,
  )

export function renderModerationQueue({ queue, problem }: ModerationQueueView, assets: Assets): string {
  const { flagged, held, claims, confirmed } = queue
  return renderFormPage({
    title: 'Moderation queue',
    assets,
    children: (
      <>
        <p class="prose">
          Each act needs a reason, which everybody can read in the <a href="/moderation">log</a>.
        </p>
        <ProblemNote problem={problem} />
        <Part title="Flagged" count={flagged.length}>
          {flagged.map(({ paper, comment, flags }) => (
            <li key={`${paper.slug} ${comment?.id}`}>
              <p>
                <a href={`/papers/${paper.slug}${comment ? `#comment-${comment.id}` : ''}`}>{paper.title}</a>
              </p>
              {comment && (
                <blockquote class="any-text">
                  {comment.author ? `@${comment.author}: ` : ''}
                  {comment.body}
                </blockquote>
              )}
              {flags.map(({ reason, note, by }, k) => (
                <p key={k} class="small any-text">
                  <strong>{reason}</strong> by {by ? `@${by}` : 'a deleted account'} {note}
                </p>
              ))}
              <ActForm
                target={comment ? { comment: String(comment.id) } : { paper: paper.slug }}
                acts={[
                  comment ? ['remove-comment', 'Remove it'] : ['hide-paper', 'Hide it'],
                  ['dismiss-flags', 'Dismiss'],
                ]}
              />
            </li>
          ))}
        </Part>
        <Part title="Accounts whose votes wait" count={held.length}>
          {held.map(({ handle, name, createdAt, network, neighbours, votes }) => (
            <li key={handle}>
              <p>
                <span class="any-text">{name}</span> @{handle}, made {day(createdAt)} from {network} beside{' '}
                {counted(neighbours, 'other')}; {counted(votes, 'vote')}
              </p>
              <ActForm
                target={{ person: handle }}
                acts={[
                  ['count-votes', 'Let them count'],
                  ['suspend', 'Suspend'],
                ]}
              />
            </li>
          ))}
        </Part>
        <Part title="Claims of authorship" count={claims.length}>
          {claims.map(({ id, paper, author, evidence, state, handle, email, history }) => (
            <li key={id}>
              <p>
                @{handle} (<span class="any-text">{email}</span>) says to be <strong>{author}</strong> of{' '}
                <a href={`/papers/${paper.slug}`}>{paper.title}</a>
                {state === 'appealed' && ' · appeal'}
              </p>
              {/* The last is what stands below. */}
              <History steps={history.slice(0, -1)} />
              <blockquote class="any-text">{evidence}</blockquote>
              <ActForm
                target={{ claim: String(id) }}
                acts={[
                  ['grant-authorship', 'Grant'],
                  ['deny-authorship', 'Deny'],
                ]}
              />
            </li>
          ))}
        </Part>
        <Part title="Authors who were confirmed last" count={confirmed.length}>
          {confirmed.map(({ id, paper, author, handle, history }) => (
            <li key={id}>
              <p>
                @{handle} as <strong class="any-text">{author}</strong> of{' '}
                <a href={`/papers/${paper.slug}`}>{paper.title}</a>
              </p>
              <History steps={history} />
              <ActForm target={{ claim: String(id) }} acts={[['deny-authorship', 'Take it back']]} />
            </li>
          ))}
        </Part>
        <Part title="Anything else">
          <li>
            <AnyAct />
          </li>
        </Part>
      </>
    ),
  })
}

interface PartProps {
  readonly title: string
  readonly count?: number
  readonly children: ComponentChildren
}

function Part({ title, count, children }: PartProps) {
  return (
    <section>
      <h2>
        {title} {count !== undefined && <span class="quiet">{count}</span>}
      </h2>
      {count === 0 ? <p class="quiet">None.</p> : <ul class="rows">{children}</ul>}
    </section>
  )
}

interface ActFormProps {
  /** The one hidden field: `comment`, `paper`, `person` or `claim`. */
  readonly target: Readonly<Record<string, string>>
  readonly acts: readonly (readonly [action: string, label: string])[]
}

function ActForm({ target, acts }: ActFormProps) {
  const key = Object.entries(target).flat().join('-')
  return (
    <form class="form-line" method="post" action="/moderation">
      {Object.entries(target).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <label class="visually-hidden" for={`reason-${key}`}>
        Reason
      </label>
      <input id={`reason-${key}`} name="reason" maxLength={1000} placeholder="Reason, for everybody" required />
      {acts.map(([action, label]) => (
        <button key={action} class="button button-plain" type="submit" name="action" value={action}>
          {label}
        </button>
      ))}
    </form>
  )
}

/** By name: for what nobody has flagged, and to undo. */
function AnyAct() {
  return (
    <form class="form-line" method="post" action="/moderation">
      <label>
        <span class="visually-hidden">Action</span>
        <select name="action">
          {Object.entries(DONE).map(([action]) => (
            <option key={action}>{action}</option>
          ))}
        </select>
      </label>
      <input name="person" placeholder="handle" aria-label="Handle of a person" />
      <input name="paper" placeholder="address of a paper" aria-label="Address of a paper" />
      <input name="comment" placeholder="no. of a comment" aria-label="Number of a comment" />
      <input name="reason" maxLength={1000} placeholder="Reason, for everybody" aria-label="Reason" required />
      <button class="button button-plain" type="submit">
        Do it
      </button>
    </form>
  )
}

interface ActView {
  readonly paper: PaperName
  readonly comment?: CommentQuote
  readonly problem?: Problem
}

/** One act on one thing, for whoever came from its page. */
export const renderAct = ({ paper, comment, problem }: ActView, assets: Assets): string =>
  renderFormPage({
    title: comment ? 'Remove this comment?' : 'Hide this paper?',
    assets,
    children: (
      <>
        <p class="prose">
          <a href={`/papers/${paper.slug}`}>{paper.title}</a>
        </p>
        {comment && <blockquote class="comment-text" dangerouslySetInnerHTML={{ __html: comment.html }} />}
        <ProblemNote problem={problem} />
        <ActForm
          target={comment ? { comment: String(comment.id) } : { paper: paper.slug }}
          acts={[comment ? ['remove-comment', 'Remove'] : ['hide-paper', 'Hide']]}
        />
      </>
    ),
  })

/** What was said of a claim before, so that an appeal is read with what it answers. */
function History({ steps }: { steps: readonly ClaimStepView[] }) {
  if (steps.length === 0) return null
  return (
    <details>
      <summary>What was said before ({steps.length})</summary>
      <ol class="rows">
        {steps.map(({ step, at, author, words, moderator }) => {
          const isDecision = step === 'granted' || step === 'denied'
          return (
            <li>
              <p>
                <time class="quiet" datetime={at.toISOString()}>
                  {day(at)}
                </time>{' '}
                {SAID[step]} {isDecision ? (moderator ? `@${moderator}` : 'a former moderator') : `as ${author}`}
              </p>
              <blockquote class="any-text">{words}</blockquote>
            </li>
          )
        })}
      </ol>
    </details>
  )
}
