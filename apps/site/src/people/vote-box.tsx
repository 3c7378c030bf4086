/**
 * The vote for a paper: its number, and a button that needs no script.
 * @module
 */
import { counted } from '../format.js'
import type { VoteView } from './view.js'

function VoteBox({ slug, votes, voted, waiting, next }: VoteView) {
  return (
    <form class="vote" method="post" action={`/papers/${slug}/vote`} data-vote data-live="">
      <input type="hidden" name="next" value={next} />
      <button
        class="vote-button"
        type="submit"
        name={voted ? 'undo' : 'vote'}
        value="1"
        aria-pressed={voted}
        title={waiting ? 'Your vote is kept and counts after a moderator’s review' : undefined}
      >
        <span aria-hidden="true">{voted ? '▲' : '△'} </span>
        {counted(votes, 'vote')}
        <span class="visually-hidden">: {voted ? 'take your vote back' : 'vote for this paper'}</span>
      </button>
      {waiting && <span class="small quiet"> yours waits for review</span>}
    </form>
  )
}

/** The form, for who makes pages. */
export const voteBox = (view: VoteView) => <VoteBox {...view} />
