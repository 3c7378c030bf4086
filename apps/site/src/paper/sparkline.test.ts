import { describe, expect, test } from 'vitest'
import { sparklinePath } from './sparkline.js'

describe('sparklinePath', () => {
  test('runs from the first step to the last, high values on top', () => {
    expect(sparklinePath([0, 1, 2], [0, 1, 0.5])).toBe('M2.0 22.0L48.0 2.0L94.0 12.0')
  })

  test('needs two finite values', () => {
    expect(sparklinePath([0], [1])).toBe('')
    expect(sparklinePath([0, 1], [1, Number.NaN])).toBe('')
  })

  test('draws a constant, and thins a long curve while keeping its end', () => {
    expect(sparklinePath([0, 1], [3, 3])).toBe('M2.0 22.0L94.0 22.0')
    const steps = Array.from({ length: 10_001 }, (_, k) => k)
    const path = sparklinePath(steps, steps)
    expect(path.split('L').length).toBeLessThan(250)
    expect(path.endsWith('L94.0 2.0')).toBe(true)
  })
})
