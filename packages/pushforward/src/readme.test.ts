import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const here = import.meta.dirname
const readme = readFileSync(join(here, '../../../README.md'), 'utf8')

test('the example of the README runs, and its comments are true', async () => {
  const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  const names = ['exact', 'entropic', 'x', 'y', 'sinkhornDivergence']
  const folder = mkdtempSync(join(here, 'readme-'))
  try {
    const file = join(folder, 'example.ts')
    writeFileSync(file, `${code}\nexport { ${names.join(', ')} }\n`)
    const { exact, entropic, x, y, sinkhornDivergence } = await import(/* @vite-ignore */ file)
    expect(Math.abs(exact.gap)).toBeLessThan(1e-12 * exact.value)
    expect(exact.plan().mass.reduce((sum: number, mass: number) => sum + mass, 0)).toBeCloseTo(1, 12)
    expect(entropic.converged).toBe(true)
    expect(entropic.residual).toBeLessThan(1e-6)
    expect(sinkhornDivergence(x, y, { epsilon: 0.1 }).value).toBeGreaterThan(0)
    expect(Math.abs(sinkhornDivergence(x, x, { epsilon: 0.1 }).value)).toBeLessThan(1e-6)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
