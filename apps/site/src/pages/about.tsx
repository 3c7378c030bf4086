/**
 * What this is, and how claims are measured.
 * @module
 */
import { Page, renderPage } from '../page.js'
import type { Assets } from '../view.js'

export const renderAbout = (assets: Assets): string =>
  renderPage(
    <Page
      title="About · Pushforward"
      description="How papers become programs, how their claims are measured, and what the colours mean."
      assets={assets}
      section="about"
    >
      <article class="column about">
        <h1>A paper is a small program</h1>
        <p class="prose">
          For a map <em>T</em> and a distribution <em>μ</em>, the <em>pushforward</em> is what <em>μ</em> becomes when{' '}
          <em>T</em> moves it. Optimal transport, diffusion models, flows of a fluid and the drift of a population are
          all pushforwards, and every divergence measures how far one is from another. Each paper here is a program of a
          few dozen lines on one library for these things.
        </p>
        <h2>How claims are measured</h2>
        <p class="prose">
          What a paper says is written down as a claim with a criterion, before anything is measured. A measurement over
          several seeds then ends in one of three words. <span class="held">✓ held</span>: the criterion was met.{' '}
          <span class="refuted">✕ refuted</span>: it was not, and the page says by how much and what to use instead.{' '}
          <span class="quiet">– not evaluated</span>: something that it needs was missing, and the page says what.
          Outcomes are recorded with their numbers, seeds and machine, and our tests fail when a later run comes out
          differently.
        </p>
        <h2>Your data</h2>
        <p class="prose">
          Papers run in this browser. Files that you drop on a page are read there and are never sent anywhere. There is
          no tracking. An account is needed for voting, commenting and submitting alone; it is an e-mail address and
          what you do with it, to take along or to delete on <a href="/account">its page</a>. Whoever signs in gets one
          cookie, for that.
        </p>
        <h2>Colours</h2>
        <ul class="prose roles">
          <li>
            <RoleMark name="source" /> <span class="mark-source">Source</span>: where mass starts, a reference, what was
            expected.
          </li>
          <li>
            <RoleMark name="target" /> <span class="mark-target">Target</span>: where it should arrive, the data, what
            was seen.
          </li>
          <li>
            <RoleMark name="made" /> <span class="mark-made">What the method made</span>: moved points, samples, a fit.
          </li>
        </ul>
        <h2>From your own code</h2>
        <p class="prose">
          Every page ends with the TypeScript that does what the page has just done. The same programs run from the
          command line: <code>npx pushforward list</code>, <code>npx pushforward run monge-gap</code>,{' '}
          <code>npx pushforward verify</code>.
        </p>
        <h2>Keys</h2>
        <p class="prose">
          In lists <kbd>j</kbd> and <kbd>k</kbd> go to the next and the previous paper, <kbd>o</kbd> opens it,{' '}
          <kbd>u</kbd> votes for it, <kbd>s</kbd> saves it, <kbd>a</kbd> goes to arXiv; <kbd>/</kbd> searches and{' '}
          <kbd>?</kbd> shows all keys. On a paper’s page the space bar starts and stops the run while no control has the
          focus, and arrow keys move the slider, line or point that has it.
        </p>
      </article>
    </Page>,
  )

function RoleMark({ name }: { name: 'source' | 'target' | 'made' }) {
  const paint = `var(--role-${name})`
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      {name === 'target' ? (
        <rect x="3" y="3" width="8" height="8" fill={paint} />
      ) : (
        <circle cx="7" cy="7" r="4.5" fill={name === 'made' ? paint : 'none'} stroke={paint} stroke-width="2" />
      )}
    </svg>
  )
}
