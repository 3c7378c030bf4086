/**
 * A person's own page.
 * @module
 */

import { formatDate } from '../format.js'
import type { Assets } from '../view.js'
import { browserName } from './browser-name.js'
import { Field, ProblemNote } from './form.js'
import { renderFormPage } from './pages.js'
import type { AccountView } from './view.js'

const day = (date: Date): string => formatDate(date.toISOString().slice(0, 10))

export function renderAccount(view: AccountView, assets: Assets): string {
  const { person, problem } = view
  const [note] = [person.suspendedAt && SUSPENDED, person.voteWeight === 0 && HELD].filter(Boolean)
  return renderFormPage({
    title: 'Your account',
    assets,
    section: 'account',
    children: (
      <>
        <p class="prose">
          Signed in as <strong class="any-text">{person.email}</strong>, {person.role} since {day(person.createdAt)}.
        </p>
        <p class="prose">
          Your lists: <a href="/for-you">for you</a>, <a href="/following">following</a>, <a href="/saved">saved</a>.
        </p>
        {note && <p class="notice">{note}</p>}
        {problem && !FIELDS.has(problem.field) && <ProblemNote problem={problem} />}
        <Name view={view} />
        <Sessions view={view} />
        <Mails view={view} />
        <Feeds view={view} />
        <Tokens view={view} />
        <Data view={view} />
      </>
    ),
  })
}

const FIELDS = new Set(['handle', 'name', 'confirm'])
const SUSPENDED = 'This account is suspended. The reason is in the moderation log.'
const HELD =
  'Your votes are kept and will count once a moderator has looked at this account: another one was made from the same network at about the same time.'

function Name({ view: { person, next, problem, form = {} } }: { view: AccountView }) {
  return (
    <section id="you" aria-labelledby="you-title">
      <h2 id="you-title">How you are called</h2>
      <form class="form" method="post" action="/account">
        {next !== '/' && <input type="hidden" name="next" value={next} />}
        <Field
          name="name"
          label="Name"
          value={form.name ?? person.name}
          note="Stands beside what you write."
          autocomplete="name"
          maxLength={60}
          problem={problem}
          required
        />
        <Field
          name="handle"
          label="Handle"
          value={form.handle ?? person.handle}
          note="Yours alone: 3 to 30 letters a to z, digits, hyphens between them."
          autocomplete="username"
          maxLength={30}
          problem={problem}
          required
        />
        <button class="button" type="submit">
          Save
        </button>
      </form>
    </section>
  )
}

function Sessions({ view: { sessions, person } }: { view: AccountView }) {
  return (
    <section aria-labelledby="sessions-title">
      <h2 id="sessions-title">Where you are signed in</h2>
      <ul class="rows">
        {sessions.map(({ device, createdAt, seenAt, current }, k) => (
          <li key={k}>
            <span class="any-text" title={device}>
              {browserName(device)}
            </span>
            <span class="quiet small">
              {current ? 'this browser' : `last seen ${day(seenAt)}`}, since {day(createdAt)}
            </span>
          </li>
        ))}
      </ul>
      <div class="form-line">
        <form method="post" action="/sign-out">
          <button class="button button-plain" type="submit">
            Sign out
          </button>
        </form>
        <form method="post" action="/sign-out">
          <button class="button button-plain" type="submit" name="everywhere" value="1">
            Sign out everywhere
          </button>
        </form>
        {person.role !== 'member' && <a href="/moderation/queue">Moderation queue</a>}
      </div>
    </section>
  )
}

function Mails({ view: { person } }: { view: AccountView }) {
  return (
    <section id="mails" aria-labelledby="mails-title">
      <h2 id="mails-title">Mails about answers</h2>
      <p class="prose">
        {person.replyMails
          ? 'When somebody answers a comment of yours, we write to you: at most once an hour for a thread.'
          : 'You get no mail when somebody answers a comment of yours.'}
      </p>
      <form class="form-line" method="post" action="/account/replies">
        <button class="button button-plain" type="submit" name="wanted" value={person.replyMails ? '0' : '1'}>
          {person.replyMails ? 'Send no such mails' : 'Send such mails'}
        </button>
      </form>
    </section>
  )
}

function Feeds({ view: { feed } }: { view: AccountView }) {
  return (
    <section id="feeds" aria-labelledby="feeds-title">
      <h2 id="feeds-title">Feeds of your own</h2>
      {feed.made && (
        <div class="notice" role="status">
          <p>Your addresses, shown this once:</p>
          <dl class="addresses">
            {feed.made.map(([what, address]) => (
              <>
                <dt>{what}</dt>
                <dd>
                  <code class="any-text">{address}</code>
                </dd>
              </>
            ))}
          </dl>
        </div>
      )}
      <p class="prose">
        What you follow and what you saved, for a feed reader. Whoever knows their addresses can read them, and do
        nothing else.{feed.madeAt && ` Made ${day(feed.madeAt)}.`}
      </p>
      <div class="form-line">
        <form method="post" action="/account/feed">
          <button class="button button-plain" type="submit">
            {feed.madeAt ? 'Make new addresses' : 'Make the addresses'}
          </button>
        </form>
        {feed.madeAt && (
          <form method="post" action="/account/feed/revoke">
            <button class="button button-plain" type="submit">
              Revoke them
            </button>
          </form>
        )}
      </div>
      {feed.madeAt && <p class="small quiet">New addresses end the old ones.</p>}
    </section>
  )
}

function Tokens({ view: { tokens, token } }: { view: AccountView }) {
  return (
    <section id="tokens" aria-labelledby="tokens-title">
      <h2 id="tokens-title">Tokens for the API</h2>
      {token && (
        <p class="notice" role="status">
          Your new token, shown this once: <code class="any-text">{token}</code>
        </p>
      )}
      <p class="prose">
        A program that shows one acts as you: <code>Authorization: Bearer pf_…</code>
      </p>
      {tokens.length > 0 && (
        <ul class="rows">
          {tokens.map(({ id, name, createdAt, usedAt }) => (
            <li key={id}>
              <span class="any-text">{name}</span>
              <span class="quiet small">
                made {day(createdAt)}, {usedAt ? `last used ${day(usedAt)}` : 'not used yet'}
              </span>
              <form method="post" action={`/account/tokens/${id}/revoke`}>
                <button class="button-text" type="submit" aria-label={`Revoke ${name}`}>
                  Revoke
                </button>
              </form>
            </li>
          ))}
        </ul>
      )}
      <form class="form-line" method="post" action="/account/tokens">
        <label class="visually-hidden" for="token-name">
          What the token is for
        </label>
        <input id="token-name" name="name" maxLength={60} placeholder="What it is for" required />
        <button class="button button-plain" type="submit">
          Make a token
        </button>
      </form>
    </section>
  )
}

function Data({ view: { person, problem } }: { view: AccountView }) {
  return (
    <section aria-labelledby="data-title">
      <h2 id="data-title">Your data</h2>
      <p class="prose">
        <a href="/account/data.json">All that we hold of you</a>, as JSON.
      </p>
      <details>
        <summary>Delete this account</summary>
        <p class="prose">
          Your votes are taken back, your comments lose their text, your tokens and sessions end. Papers that you
          submitted stay, without your name. A subscription by mail is apart from this: its mails say how to end it.
        </p>
        <form class="form" method="post" action="/account/delete">
          <Field name="confirm" label={`To confirm, type ${person.handle}`} problem={problem} required />
          <button class="button" type="submit">
            Delete for ever
          </button>
        </form>
      </details>
    </section>
  )
}
