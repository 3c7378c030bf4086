import { expect, test } from 'vitest'
import { literal } from './literal.js'

test.each([
  [{ path: 'linear', steps: 100 }, "{ path: 'linear', steps: 100 }"],
  [
    { epsilon: { relative: 'gamma', factor: 0.5 }, exact: true },
    "{ epsilon: { relative: 'gamma', factor: 0.5 }, exact: true }",
  ],
  [['a', [1, -2.5], null, undefined], "['a', [1, -2.5], null, undefined]"],
])('%j is written as an expression', (value, text) => {
  expect(literal(value)).toBe(text)
})

test('what is written gives the value back, quotes and line breaks included', () => {
  const value = { name: "it's a \\ and\na line", nested: [{ deep: [] }] }
  expect(new Function(`return ${literal(value)}`)()).toEqual(value)
})
