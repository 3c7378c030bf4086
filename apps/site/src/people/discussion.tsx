/**
 * Comments below a paper.
 * @module
 */
import { counted, formatDate } from '../format.js'
import { personPath } from '../pages/entry.js'
import { Field } from './form.js'
import type { CommentView, DiscussionView } from './view.js'

const WRITING = 'Markdown: *emphasis*, `code`, > quotation, [words](address). No pictures.'

/** The section, for who makes pages. */
export const discussionSection = (view: DiscussionView) => <Discussion view={view} />

/** The part of it that acts change; a script puts it in place. */
export const threadPart = (view: DiscussionView) => <Thread view={view} />

/** What leads to the comments. */
export const commentsLabel = (count: number): string => (count === 0 ? 'Comment' : counted(count, 'comment'))

function Discussion({ view }: { view: DiscussionView }) {
  const { paper, signedIn } = view
  return (
    <section class="column paper-section discussion" id="comments" aria-labelledby="comments-title">
      <h2 id="comments-title">Comments</h2>
      <Thread view={view} />
      {signedIn ? (
        <form class="form" method="post" action={`/papers/${paper.slug}/comment`} data-live={THREAD}>
          <Field name="body" label="Your comment" lines={5} note={WRITING} maxLength={10_000} required />
          <button class="button" type="submit">
            Comment
          </button>
        </form>
      ) : (
        <p class="prose">
          <a href={`/sign-in?next=${encodeURIComponent(`/papers/${paper.slug}#comments`)}`}>Sign in to comment</a>
        </p>
      )}
      <p class="discussion-more">
        <a href={`/papers/${paper.slug}/authorship`}>Did you write this paper?</a>
        <a href={`/flag?paper=${paper.slug}`}>Is something wrong with its page?</a>
        {view.moderates && <a href={`/moderation/act?paper=${paper.slug}`}>Hide it</a>}
      </p>
    </section>
  )
}

const THREAD = 'thread'

function Thread({ view }: { view: DiscussionView }) {
  const { comments, count } = view
  return (
    <div id={THREAD} data-counted={commentsLabel(count)}>
      {comments.length === 0 && <p class="prose quiet">Nobody has written yet.</p>}
      <Comments comments={comments} view={view} />
    </div>
  )
}

function Comments({ comments, view }: { comments: readonly CommentView[]; view: DiscussionView }) {
  if (comments.length === 0) return null
  return (
    <ol class="comments">
      {comments.map((comment) => (
        <li key={comment.id} class="comment" id={`comment-${comment.id}`}>
          {comment.gone ? (
            <p class="comment-facts">
              {comment.gone === 'deleted' ? 'Deleted by its author' : 'Removed: '}
              {comment.gone === 'removed' && <a href="/moderation">see the moderation log</a>}
            </p>
          ) : (
            <>
              <Facts comment={comment} />
              {/* Made by the server's two walls for Markdown: no element but those of a comment is left. */}
              <div class="comment-text" dangerouslySetInnerHTML={{ __html: comment.html }} />
              <Actions comment={comment} view={view} />
            </>
          )}
          <Comments comments={comment.replies} view={view} />
        </li>
      ))}
    </ol>
  )
}

function Facts({ comment: { id, author, createdAt, editedAt, good, bad } }: { comment: CommentView }) {
  const date = createdAt.toISOString()
  return (
    <p class="comment-facts">
      <span class="comment-author">{author?.name ?? 'A deleted account'}</span>
      {author && (
        <>
          {' '}
          <a href={personPath(author.handle)}>@{author.handle}</a>
        </>
      )}
      {author?.isAuthor && <strong> · author of the paper</strong>}
      {author?.isSubmitter && ' · submitted it here'} ·{' '}
      <a href={`#comment-${id}`}>
        <time datetime={date}>{formatDate(date.slice(0, 10))}</time>
      </a>
      {editedAt && ' · changed'}
      {good + bad > 0 && ` · useful to ${good} of ${counted(good + bad, 'reader')}`}
    </p>
  )
}

function Actions({ comment, view }: { comment: CommentView; view: DiscussionView }) {
  const { id, mine, source } = comment
  const form = `/papers/${view.paper.slug}/comment`
  return (
    <div class="comment-actions">
      {view.signedIn && mine !== 'own' && <Opinion id={id} mine={mine} />}
      <a href={`${form}?reply=${id}`} data-live="">
        Reply
      </a>
      {source !== null && (
        <a href={`${form}?edit=${id}`} data-live="">
          Change
        </a>
      )}
      {mine === 'own' ? (
        <form method="post" action={`/comments/${id}/delete`} data-live={THREAD}>
          <button class="button-text" type="submit">
            Delete
          </button>
        </form>
      ) : (
        <a href={`/flag?comment=${id}`}>Flag</a>
      )}
      {view.moderates && mine !== 'own' && <a href={`/moderation/act?comment=${id}`}>Remove</a>}
    </div>
  )
}

function Opinion({ id, mine }: { id: number; mine: CommentView['mine'] }) {
  const choices = [
    { value: 'useful', label: 'Useful', chosen: mine === 'good' },
    { value: 'not-useful', label: 'Not useful', chosen: mine === 'bad' },
  ]
  return (
    <form method="post" action={`/comments/${id}/vote`} data-live={THREAD}>
      {choices.map(({ value, label, chosen }) => (
        <button
          key={value}
          class={chosen ? 'button-text chosen' : 'button-text'}
          type="submit"
          name="opinion"
          value={chosen ? 'none' : value}
          aria-pressed={chosen}
        >
          {label}
        </button>
      ))}
    </form>
  )
}
