/**
 * The digest by mail: asked for, confirmed, changed, left; and what mail servers send back.
 *
 * GET never changes anything, as mail scanners open every link: each page has a button. What a link can do is said by its
 * token, so no cookie is looked at, and no other site can make a reader do what it does not know the token of.
 * @module
 */

import { createHash, timingSafeEqual } from 'node:crypto'
import { FeedError } from '@pushforward/feed/errors'
import {
  changePreferences,
  confirmationOf,
  confirmSubscription,
  describePreferences,
  LONGEST_INBOUND,
  preferencesLinkToken,
  readPreferences,
  receiveMail,
  requestSubscription,
  type Subscription,
  subscriptionOf,
  unsubscribe,
  unsubscribeLinkToken,
  type Witness,
} from '@pushforward/feed/mail'
import { networkOf, perHour, takeOrRefuse } from '@pushforward/feed/people'
import {
  type DigestForm,
  type DigestFormView,
  renderConfirmSubscription,
  renderMailLinkDead,
  renderPreferences,
  renderSubscribe,
  renderSubscribeAsked,
  renderSubscribed,
  renderUnsubscribe,
} from '@pushforward/site'
import type { Context } from 'hono'
import { clientAddress } from '../visitor.js'
import { personal } from './forms.js'
import { allTopics } from './lists.js'
import { type AppParts, html, type Route } from './parts.js'

/** Topics to choose from: the most used. */
const TOPICS = 24
/** `Factory` and other names that no reader lives in are left out: only places, and UTC. */
const TIME_ZONES: readonly string[] = [
  'UTC',
  ...Intl.supportedValuesOf('timeZone').filter((name) => name.includes('/')),
]

/** Forms of one network: an institute shares an address, and nobody mails the world through us. */
const PER_NETWORK = perHour(20)

const START: DigestForm = { rhythm: 'daily', hour: '8', timeZone: 'UTC', topics: [] }

export const subscription: Route = (app, parts) => {
  const { store, assets, config, clock } = parts
  const topics = allTopics(store)
  const formView = async (form: DigestForm, problem?: DigestFormView['problem']): Promise<DigestFormView> => ({
    form,
    topics: (await topics()).slice(0, TOPICS).map(({ name }) => name),
    timeZones: TIME_ZONES,
    ...(problem ? { problem } : {}),
  })

  app.get('/subscribe', async (context) => {
    const chosen = context.req.queries('topic') ?? []
    return html(context, renderSubscribe(await formView({ ...START, topics: chosen.slice(0, TOPICS) }), assets))
  })

  app.post('/subscribe', async (context) => {
    const form = await readDigestForm(context)
    const network = networkOf(clientAddress(context, config))
    await takeOrRefuse(store, `subscribe:network:${network}`, 'subscriptions', PER_NETWORK, clock())
    try {
      await requestSubscription(store, config.mail, {
        address: form.address ?? '',
        preferences: readPreferences(form),
        witness: witnessOf(context, parts),
      })
    } catch (error) {
      if (!(error instanceof FeedError)) throw error
      return personal(context, renderSubscribe(await formView(form, problemOf(error)), assets), 422)
    }
    return personal(context, renderSubscribeAsked(assets), 202)
  })

  app.get('/subscribe/:token', async (context) => {
    const token = context.req.param('token')
    const found = await confirmationOf(store, token, clock())
    if (!found) return personal(context, renderMailLinkDead(assets), 404)
    const preferences = describePreferences(found.preferences)
    const view = { address: found.address, preferences, action: `/subscribe/${token}` }
    return personal(context, renderConfirmSubscription(view, assets))
  })

  app.post('/subscribe/:token', async (context) => {
    const found = await confirmSubscription(store, context.req.param('token'), witnessOf(context, parts))
    if (!found) return personal(context, renderMailLinkDead(assets), 404)
    const view = {
      address: found.address,
      preferences: describePreferences(found),
      preferencesPath: `/subscription/${await preferencesLinkToken(store, found)}`,
      ended: found.unsubscribedAt !== null,
    }
    return personal(context, renderSubscribed(view, assets))
  })

  const preferencesPage = async (token: string, found: Subscription, view: DigestFormView, saved = false) =>
    renderPreferences(
      {
        ...view,
        address: found.address,
        action: `/subscription/${token}`,
        unsubscribePath: `/u/${await unsubscribeLinkToken(store, found)}`,
        ended: found.unsubscribedAt !== null,
        saved,
      },
      assets,
    )

  app.get('/subscription/:token', async (context) => {
    const token = context.req.param('token')
    const found = await subscriptionOf(store, 'preferences', token)
    if (!found) return personal(context, renderMailLinkDead(assets), 404)
    const form = { ...found, hour: String(found.hour) }
    return personal(context, await preferencesPage(token, found, await formView(form)))
  })

  app.post('/subscription/:token', async (context) => {
    const token = context.req.param('token')
    const found = await subscriptionOf(store, 'preferences', token)
    if (!found) return personal(context, renderMailLinkDead(assets), 404)
    const form = await readDigestForm(context)
    try {
      await changePreferences(store, found, readPreferences(form), clock())
    } catch (error) {
      if (!(error instanceof FeedError)) throw error
      return personal(context, await preferencesPage(token, found, await formView(form, problemOf(error))), 422)
    }
    return personal(context, await preferencesPage(token, found, await formView(form), true))
  })

  app.get('/u/:token', async (context) => {
    const token = context.req.param('token')
    const found = await subscriptionOf(store, 'unsubscribe', token)
    if (!found) return personal(context, renderMailLinkDead(assets), 404)
    const view = { address: found.address, action: `/u/${token}`, done: found.unsubscribedAt !== null }
    return personal(context, renderUnsubscribe(view, assets))
  })

  // RFC 8058: a mail program posts this by itself, without cookies, and follows no redirect.
  app.post('/u/:token', async (context) => {
    const token = context.req.param('token')
    const found = await subscriptionOf(store, 'unsubscribe', token)
    if (!found) return personal(context, renderMailLinkDead(assets), 404)
    const body = await context.req.parseBody().catch(() => ({}) as Record<string, unknown>)
    const oneClick = body['List-Unsubscribe'] === 'One-Click'
    await unsubscribe(store, found, oneClick ? 'one-click' : 'page', clock())
    return personal(context, renderUnsubscribe({ address: found.address, action: `/u/${token}`, done: true }, assets))
  })

  app.post('/mail/inbound', async (context) => {
    if (!isInboundToken(context, config.mailInboundToken)) return context.text('A token is needed.\n', 401)
    const length = Number(context.req.header('content-length') ?? 0)
    if (length > LONGEST_INBOUND) return context.text('It is too long for a report.\n', 413)
    const raw = new Uint8Array(await context.req.arrayBuffer())
    const recipient = context.req.query('recipient')
    const result = await receiveMail(store, raw, { now: clock(), ...(recipient ? { recipient } : {}) })
    return context.json(result, 200, { 'cache-control': 'no-store' })
  })
}

/** The last value of each field; of topics, all. */
async function readDigestForm(context: Context): Promise<DigestForm> {
  const body = await context.req.parseBody({ all: true }).catch(() => ({}) as Record<string, unknown>)
  const all = (name: string) => [body[name] ?? []].flat().filter((value): value is string => typeof value === 'string')
  const text = (name: string) => all(name).at(-1)?.trim() ?? ''
  const form = { rhythm: text('rhythm'), hour: text('hour'), timeZone: text('timeZone'), topics: all('topics') }
  return { address: text('address'), ...form }
}

/** `hour: choose an hour` said beside the field needs no name. */
const problemOf = ({ field, message }: FeedError) => {
  const plain = message.replace(`${field}: `, '')
  return { field, message: `${plain.charAt(0).toUpperCase()}${plain.slice(1)}.` }
}

function witnessOf(context: Context, { config, clock }: AppParts): Witness {
  return { at: clock(), ip: clientAddress(context, config), agent: context.req.header('user-agent') ?? '' }
}

function isInboundToken(context: Context, token: string | undefined): boolean {
  const [, given] = /^Bearer +(\S+)$/i.exec(context.req.header('authorization') ?? '') ?? []
  if (token === undefined || given === undefined) return false
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(token))
}
