/**
 * Replaces `"role:source"` and the like in a specification by what a theme paints with.
 * @module
 */
import { InputError } from 'pushforward/measure'
import { roleNames, type Theme } from './theme.js'

const ROLE = /^role:(.*)$/

/**
 * A copy of the specification with every role replaced.
 * @throws InputError if a role is unknown, or a continuous scale mixes roles (a mixture of two roles has no meaning, and
 *   CSS variables can't be mixed: use the schemes `sequential`, `diverging` or `cyclic`)
 */
export function resolveRoles<T>(specification: T, { roles }: Theme): T {
  const replace = (value: unknown, path: string): unknown => {
    if (typeof value === 'string') {
      const name = ROLE.exec(value)?.[1]
      if (name === undefined) return value
      const colour = (roles as Readonly<Record<string, string>>)[name]
      if (colour) return colour
      throw new InputError(`figure: ${path} is "${value}"; the roles are ${roleNames.join(', ')}`)
    }
    if (Array.isArray(value)) return value.map((entry, k) => replace(entry, `${path}[${k}]`))
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || value instanceof Date) return value
    refuseMixture(value as Readonly<Record<string, unknown>>, path)
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, replace(entry, `${path}.${key}`)]))
  }
  return replace(specification, 'spec') as T
}

function refuseMixture(channel: Readonly<Record<string, unknown>>, path: string): void {
  if (channel.type !== 'quantitative' && channel.type !== 'temporal') return
  const { range } = (channel.scale ?? {}) as { readonly range?: unknown }
  if (!Array.isArray(range) || !range.some((entry) => ROLE.test(String(entry)))) return
  throw new InputError(
    `figure: ${path} is a continuous scale over roles; use scheme sequential, diverging or cyclic, or make it ordinal`,
  )
}
