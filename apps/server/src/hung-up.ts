/**
 * Visitors who are gone before they have said all.
 * @module
 */
import type { Context } from 'hono'

/**
 * Whether the connection ended in the middle of a request. Reading its body then fails with ECONNRESET, which is no fault of
 * ours, and nobody is left to be answered.
 */
export function hasHungUp(context: Context): boolean {
  const { incoming } = (context.env ?? {}) as { incoming?: { readonly destroyed: boolean; readonly complete: boolean } }
  return incoming?.destroyed === true && !incoming.complete
}
