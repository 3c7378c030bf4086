import { readFileSync } from 'node:fs'
import { theme } from '@pushforward/lab/figure'
import { expect, test } from 'vitest'

const css = readFileSync(new URL('base.css', import.meta.url), 'utf8')

test('the page paints with the colours of the figures', () => {
  const [light, dark] = [theme('light'), theme('dark')]
  for (const [kind, prefix] of [
    ['roles', 'role'],
    ['inks', 'ink'],
    ['surface', 'surface'],
  ] as const) {
    const values = dark[kind] as Readonly<Record<string, string>>
    for (const [name, value] of Object.entries(light[kind])) {
      expect(css).toContain(`--${prefix}-${name}: light-dark(${value}, ${values[name]});`)
    }
  }
})
