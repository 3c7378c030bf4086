/**
 * What our sides run on.
 * @module
 */
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** Node, and the named packages as installed. */
export function ourVersions(...packages: readonly string[]): Record<string, string> {
  const versions: Record<string, string> = { node: process.versions.node }
  for (const name of packages) versions[name] = (require(`${name}/package.json`) as { version: string }).version
  return versions
}
