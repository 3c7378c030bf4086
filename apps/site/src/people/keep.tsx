/**
 * Buttons with which a person keeps things: a paper to read, a topic or an author to follow. They need no script.
 * @module
 */
import type { FollowView, SaveView } from './view.js'

function SaveBox({ slug, saved, next }: SaveView) {
  return (
    <form class="vote" method="post" action={`/papers/${slug}/save`} data-save data-live="">
      <input type="hidden" name="next" value={next} />
      <button class="vote-button" type="submit" name={saved ? 'undo' : 'save'} value="1" aria-pressed={saved}>
        <span aria-hidden="true">{saved ? '★' : '☆'} </span>
        {saved ? 'Saved' : 'Save'}
        <span class="visually-hidden">: {saved ? 'save it no more' : 'save this paper'}</span>
      </button>
    </form>
  )
}

function FollowBox({ kind, name, followed, next }: FollowView) {
  return (
    <form class="vote" method="post" action={`/following/${kind}s/${encodeURIComponent(name)}`} data-live="">
      <input type="hidden" name="next" value={next} />
      <button class="vote-button" type="submit" name={followed ? 'undo' : 'follow'} value="1" aria-pressed={followed}>
        <span aria-hidden="true">{followed ? '✓' : '+'} </span>
        {followed ? 'Following' : 'Follow'}
        <span class="visually-hidden">: {followed ? `follow ${name} no more` : `follow the ${kind} ${name}`}</span>
      </button>
    </form>
  )
}

/** The forms, for who makes pages. */
export const saveBox = (view: SaveView) => <SaveBox {...view} />
export const followBox = (view: FollowView) => <FollowBox {...view} />
