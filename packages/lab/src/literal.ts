/**
 * Values as TypeScript, for the calls that pages show.
 * @module
 */

/**
 * A value as an expression that gives it; lists and objects on one line.
 * @example
 * literal({ path: 'linear', steps: 100 }) // "{ path: 'linear', steps: 100 }"
 */
export function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n')}'`
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  return `{ ${Object.entries(value)
    .map(([name, entry]) => `${name}: ${literal(entry)}`)
    .join(', ')} }`
}
