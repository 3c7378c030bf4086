/**
 * Subscribing to the digest, confirming, changing and leaving. Every page is a form or an answer to one.
 * @module
 */
import type { ComponentChildren } from 'preact'
import { Page, renderPage } from '../page.js'
import { Field } from '../people/form.js'
import type { Assets } from '../view.js'

/** What a form holds, as it was filled. */
export interface DigestForm {
  readonly address?: string
  readonly rhythm: string
  readonly hour: string
  readonly timeZone: string
  readonly topics: readonly string[]
}

export interface DigestFormView {
  readonly form: DigestForm
  /** Topics to choose from. */
  readonly topics: readonly string[]
  readonly timeZones: readonly string[]
  /** What can't be used, with the name of its field: `hour`. */
  readonly problem?: { readonly field: string; readonly message: string }
}

export const renderSubscribe = (view: DigestFormView, assets: Assets): string =>
  renderPage(
    <MailPage title="Papers by e-mail" assets={assets}>
      <p class="prose">
        The papers of a day or of a week that readers made most of, at most ten in a mail, at your hour. No account, no
        tracking, and one click ends it.
      </p>
      <form class="form" action="/subscribe" method="post">
        <Field
          name="address"
          label="Your e-mail address"
          type="email"
          autocomplete="email"
          required
          maxLength={254}
          value={view.form.address}
          problem={view.problem}
        />
        <PreferenceFields {...view} />
        <button class="button" type="submit">
          Subscribe
        </button>
      </form>
      <p class="small quiet after-form">
        Rather not by mail? Every list is a feed, too: see <a href="/about/feeds">feeds</a>.
      </p>
    </MailPage>,
  )

/** The same whoever asked, and for whatever address. */
export const renderSubscribeAsked = (assets: Assets): string =>
  renderPage(
    <MailPage title="Look into your mailbox" assets={assets}>
      <p class="prose">
        If the address can get mail, one is on its way with a link to confirm, which works for 48 hours. Nothing else is
        sent before you have pressed the button there.
      </p>
      <p class="prose">
        Nothing arrived? Look among unwanted mail. We send one such mail a day to an address, however often it is asked
        for.
      </p>
    </MailPage>,
  )

export interface ConfirmSubscriptionView {
  readonly address: string
  readonly preferences: string
  readonly action: string
}

export const renderConfirmSubscription = (
  { address, preferences, action }: ConfirmSubscriptionView,
  assets: Assets,
): string =>
  renderPage(
    <MailPage title="Confirm your subscription" assets={assets}>
      <p class="prose">
        <strong>{address}</strong> will get {preferences}.
      </p>
      <form class="form" action={action} method="post">
        <button class="button" type="submit">
          Confirm
        </button>
      </form>
    </MailPage>,
  )

export interface SubscribedView {
  readonly address: string
  readonly preferences: string
  readonly preferencesPath: string
  /** It has ended since. */
  readonly ended: boolean
}

export const renderSubscribed = (
  { address, preferences, preferencesPath, ended }: SubscribedView,
  assets: Assets,
): string =>
  renderPage(
    ended ? (
      <MailPage title="You have left" assets={assets}>
        <p class="prose">
          <strong>{address}</strong> was confirmed by this link and has left since. <a href="/subscribe">Subscribe</a>{' '}
          again to get the digest.
        </p>
      </MailPage>
    ) : (
      <MailPage title="You are subscribed" assets={assets}>
        <p class="prose">
          <strong>{address}</strong> gets {preferences}. On a day without papers of your topics there is no mail.
        </p>
        <p class="prose">
          <a href={preferencesPath}>Change this</a>, or leave, by a link in every mail.
        </p>
      </MailPage>
    ),
  )

export interface PreferencesView extends DigestFormView {
  readonly address: string
  readonly action: string
  readonly unsubscribePath: string
  /** It has just been changed. */
  readonly saved?: boolean
  readonly ended: boolean
}

export const renderPreferences = (view: PreferencesView, assets: Assets): string =>
  renderPage(
    <MailPage title="Your digest" assets={assets}>
      {view.saved && (
        <p class="prose" role="status">
          Saved.
        </p>
      )}
      {view.ended ? (
        <p class="prose">
          <strong>{view.address}</strong> gets no digest. <a href="/subscribe">Subscribe</a> again to get one.
        </p>
      ) : (
        <>
          <p class="prose">
            What <strong>{view.address}</strong> gets, and when.
          </p>
          <form class="form" action={view.action} method="post">
            <PreferenceFields {...view} />
            <button class="button" type="submit">
              Save
            </button>
          </form>
          <p class="after-form">
            <a href={view.unsubscribePath}>Unsubscribe</a>
          </p>
        </>
      )}
    </MailPage>,
  )

export interface UnsubscribeView {
  readonly address: string
  readonly action: string
  /** It is done. */
  readonly done: boolean
}

export const renderUnsubscribe = ({ address, action, done }: UnsubscribeView, assets: Assets): string =>
  renderPage(
    done ? (
      <MailPage title="You are unsubscribed" assets={assets}>
        <p class="prose">
          <strong>{address}</strong> gets no digest any more. <a href="/subscribe">Subscribe</a> if that was not meant.
        </p>
      </MailPage>
    ) : (
      <MailPage title="Unsubscribe" assets={assets}>
        <p class="prose">
          <strong>{address}</strong> will get no digest any more.
        </p>
        <form class="form" action={action} method="post">
          <button class="button" type="submit">
            Unsubscribe
          </button>
        </form>
      </MailPage>
    ),
  )

export const renderMailLinkDead = (assets: Assets): string =>
  renderPage(
    <MailPage title="This link does not work" assets={assets}>
      <p class="prose">
        It is not whole, or older than the 48 hours in which a subscription can be confirmed.{' '}
        <a href="/subscribe">Subscribe</a> again to get a new one.
      </p>
    </MailPage>,
  )

function MailPage({ title, assets, children }: { title: string; assets: Assets; children: ComponentChildren }) {
  return (
    <Page
      title={`${title} · Pushforward`}
      description="The best papers of a day or a week by e-mail."
      assets={assets}
      section="subscribe"
      unlisted={title !== 'Papers by e-mail'}
    >
      <article class="column form-page">
        <h1>{title}</h1>
        {children}
      </article>
    </Page>
  )
}

const RHYTHMS = [
  { value: 'daily', label: 'Every day' },
  { value: 'weekly', label: 'Every Monday' },
] as const

const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour))

function PreferenceFields({ form, topics, timeZones, problem }: DigestFormView) {
  // What was chosen stays on offer, though it may be rare by now.
  const offered = [...topics, ...form.topics.filter((topic) => !topics.includes(topic))]
  return (
    <>
      <fieldset class="choices">
        <legend>How often</legend>
        {RHYTHMS.map(({ value, label }) => (
          <label key={value}>
            <input type="radio" name="rhythm" value={value} checked={form.rhythm === value} required />
            {label}
          </label>
        ))}
        <Wrong name="rhythm" problem={problem} />
      </fieldset>
      <div class="field field-pair">
        <div>
          <label for="field-hour">At</label>
          <select id="field-hour" name="hour" {...described('hour', problem)}>
            {HOURS.map((hour) => (
              <option key={hour} value={hour} selected={hour === form.hour}>
                {hour}:00
              </option>
            ))}
          </select>
          <Wrong name="hour" problem={problem} />
        </div>
        <div>
          <label for="field-timeZone">Time zone</label>
          <input
            id="field-timeZone"
            name="timeZone"
            list="time-zones"
            required
            maxLength={64}
            value={form.timeZone}
            {...described('timeZone', problem)}
          />
          <Wrong name="timeZone" problem={problem} />
          <datalist id="time-zones">
            {timeZones.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </div>
      </div>
      {offered.length > 0 && (
        <fieldset class="choices choices-many">
          <legend>Topics</legend>
          <p class="field-note">Choose none to get all.</p>
          {offered.map((topic) => (
            <label key={topic}>
              <input type="checkbox" name="topics" value={topic} checked={form.topics.includes(topic)} />
              {topic}
            </label>
          ))}
          <Wrong name="topics" problem={problem} />
        </fieldset>
      )}
    </>
  )
}

const described = (name: string, problem: DigestFormView['problem']) =>
  problem?.field === name ? { 'aria-invalid': true, 'aria-describedby': `${name}-problem` } : {}

function Wrong({ name, problem }: { name: string; problem: DigestFormView['problem'] }) {
  return problem?.field === name ? (
    <p class="field-problem" id={`${name}-problem`}>
      {problem.message}
    </p>
  ) : null
}
