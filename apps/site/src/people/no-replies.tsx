/**
 * The end of mails about answers, for whoever comes from a link in one.
 * @module
 */
import type { Assets } from '../view.js'
import { renderFormPage } from './pages.js'

interface NoRepliesView {
  readonly address: string
  readonly action: string
  /** They are off. */
  readonly done: boolean
}

export const renderNoReplies = ({ address, action, done }: NoRepliesView, assets: Assets): string =>
  renderFormPage({
    title: done ? 'No mails about answers' : 'No mails about answers any more?',
    assets,
    children: done ? (
      <p class="prose">
        <strong class="any-text">{address}</strong> is told of no answer by mail. Your{' '}
        <a href="/account#mails">account page</a> turns such mails on again.
      </p>
    ) : (
      <>
        <p class="prose">
          <strong class="any-text">{address}</strong> is told by mail when somebody answers a comment.
        </p>
        <form class="form" method="post" action={action}>
          <button class="button" type="submit">
            Send no such mails
          </button>
        </form>
      </>
    ),
  })
