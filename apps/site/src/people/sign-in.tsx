/**
 * Signing in: ask for a link, press its button.
 * @module
 */
import type { Assets } from '../view.js'
import { Field, ProblemNote } from './form.js'
import { renderFormPage } from './pages.js'
import type { Problem } from './view.js'

interface SignInView {
  readonly email: string
  /** Path of the page to go on to. */
  readonly next: string
  readonly problem?: Problem
}

export const renderSignIn = ({ email, next, problem }: SignInView, assets: Assets): string =>
  renderFormPage({
    title: 'Sign in',
    assets,
    section: 'account',
    children: (
      <>
        <p class="prose">
          Reading and running papers needs no account. One is for voting, commenting and submitting: we send you a link,
          and there is no password.
        </p>
        {problem?.field !== 'email' && <ProblemNote problem={problem} />}
        <form class="form" method="post" action="/sign-in">
          <input type="hidden" name="next" value={next} />
          <Field
            name="email"
            label="Your e-mail address"
            type="email"
            value={email}
            autocomplete="email"
            note="It is shown to nobody, and used for these links alone."
            problem={problem}
            maxLength={254}
            required
          />
          <button class="button" type="submit">
            Send the link
          </button>
        </form>
      </>
    ),
  })

export const renderLinkSent = (email: string, assets: Assets): string =>
  renderFormPage({
    title: 'Look into your mail',
    assets,
    section: 'account',
    children: (
      <p class="prose">
        A link is on its way to <strong class="any-text">{email}</strong>. It works once, for 15 minutes. Nothing came?
        Look among the unwanted mail, or <a href="/sign-in">ask again</a>; one address gets a few links an hour.
      </p>
    ),
  })

/** Mail scanners open links: it takes the button to sign in. */
export const renderConfirm = (
  { email, token }: { readonly email: string; readonly token: string },
  assets: Assets,
): string =>
  renderFormPage({
    title: 'Sign in',
    assets,
    section: 'account',
    children: (
      <>
        <p class="prose">
          You are about to sign in as <strong class="any-text">{email}</strong> in this browser. It then keeps one
          cookie, for this alone.
        </p>
        <form class="form" method="post" action={`/sign-in/${token}`}>
          <button class="button" type="submit">
            Sign in
          </button>
        </form>
      </>
    ),
  })

export const renderLinkDead = (assets: Assets): string =>
  renderFormPage({
    title: 'This link works no more',
    assets,
    section: 'account',
    children: (
      <p class="prose">
        A link works once, for 15 minutes. <a href="/sign-in">Ask for another one</a>
      </p>
    ),
  })
