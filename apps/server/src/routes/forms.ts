/**
 * What forms send, and where a person goes afterwards.
 * @module
 */
import { Refusal } from '@pushforward/feed/people'
import { renderPart } from '@pushforward/site'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { statusOf } from '../refused.js'

/** The texts of a form, without the character 0, which no column takes. Files and repeated fields are not looked at. */
export type Form = Readonly<Record<string, string>>

/** @throws Refusal when the body is no form */
export async function readForm(context: Context): Promise<Form> {
  const type = context.req.header('content-type') ?? ''
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type)) {
    throw new Refusal('invalid', 'A form is needed.')
  }
  const body = await context.req.parseBody().catch(() => {
    throw new Refusal('invalid', 'The form can’t be read.')
  })
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value.replaceAll('\0', '')]] : [],
    ),
  )
}

/**
 * A path of this site, whatever was asked for: `next=` must not lead elsewhere.
 * @example
 * localPath('//evil.example') // '/'
 */
export function localPath(text: string | undefined): string {
  const base = 'http://local.invalid'
  if (!text?.startsWith('/') || text.length > 500 || !URL.canParse(text, base)) return '/'
  const url = new URL(text, base)
  const path = url.pathname + url.search + url.hash
  return url.origin === base && !path.startsWith('//') ? path : '/'
}

/** The page to sign in on, which leads back to `next`. */
export const signInPath = (next: string): string => `/sign-in?next=${encodeURIComponent(next)}`

/** A page that only its reader sees. */
export const personal = (context: Context, text: string, status: ContentfulStatusCode = 200) =>
  context.html(text, status, { 'cache-control': 'private, no-store' })

/** A script of ours asks for the part of the page that has changed, and stays on it. */
export const wantsPart = (context: Context): boolean => context.req.header('x-part') !== undefined

type Part = Parameters<typeof renderPart>[0]

interface FormAnswer {
  /** Where to go on, without a script. */
  readonly back: string
  /** The part that has changed. */
  readonly part: () => Part | Promise<Part>
  /** What has been done, for those who don't see it. */
  readonly said: string
  /** Id of what is read on from. Default: where the reader was. */
  readonly focus?: string
}

/** A form has done what it is for: on to a page, or the part of it that has changed. */
export async function answerForm(context: Context, { back, part, said, focus }: FormAnswer): Promise<Response> {
  if (!wantsPart(context)) return context.redirect(back, 303)
  return context.html(renderPart(await part()), 200, {
    'cache-control': 'private, no-store',
    'x-said': encodeURIComponent(said),
    ...(focus ? { 'x-focus': focus } : {}),
  })
}

/** What a form's page says above the field that must be changed. */
export interface Problem {
  readonly field: string
  readonly message: string
}

/**
 * Does what a form asks for; a refusal is the form again, as filled in, with what is wrong.
 * @param again makes the page with the form
 */
export async function withForm(
  context: Context,
  work: () => Promise<Response>,
  again: (problem: Problem) => string | Promise<string>,
): Promise<Response> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refusal) || wantsPart(context)) throw error
    if (error.retryAfter !== undefined) context.header('retry-after', String(error.retryAfter))
    return personal(context, await again({ field: error.field, message: error.message }), statusOf(error))
  }
}

/** Reads an id of a path or a form. */
export function idOf(text: string | undefined): number {
  const id = Number(text)
  if (!/^[1-9]\d{0,9}$/.test(text ?? '') || id > 2 ** 31 - 1) throw new Refusal('absent', 'There is no such thing.')
  return id
}
