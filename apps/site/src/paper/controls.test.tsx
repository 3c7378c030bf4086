import type { ParameterDescription } from '@pushforward/lab'
import fc from 'fast-check'
import { renderToString } from 'preact-render-to-string'
import { describe, expect, test } from 'vitest'
import { Control, sliderScale } from './controls.js'

const describeNumber = (changes: Partial<ParameterDescription>): ParameterDescription => ({
  name: 'stepSize',
  type: 'number',
  description: 'how far',
  primary: true,
  ...changes,
})

describe('sliderScale', () => {
  test('is linear over a narrow range and snaps to the step', () => {
    const scale = sliderScale(describeNumber({ min: 0, max: 10, step: 0.5 }))
    expect(scale?.fromSlider(3.3)).toBe(3.5)
    expect(scale?.toSlider(3.5)).toBe(3.5)
  })

  test('is logarithmic over a wide range, and starts below an open end without reaching it', () => {
    const scale = sliderScale(describeNumber({ min: 0, max: 2, minExclusive: true }))
    expect(scale?.fromSlider(scale.toSlider(0.05))).toBeCloseTo(0.05, 4)
    expect(scale?.fromSlider(scale.toSlider(0))).toBeCloseTo(2e-4, 8)
  })

  test('is absent where an end is open', () => {
    expect(sliderScale(describeNumber({ min: 0 }))).toBeUndefined()
  })

  test('never leaves the range, and an integer stays one (seed 20261123)', () => {
    const range = fc.record({ min: fc.integer({ min: 0, max: 50 }), width: fc.integer({ min: 1, max: 100_000 }) })
    fc.assert(
      fc.property(range, fc.double({ min: 0, max: 1, noNaN: true }), ({ min, width }, share) => {
        const scale = sliderScale(describeNumber({ type: 'integer', min, max: min + width }))
        if (!scale) throw new Error('a bounded parameter has a slider')
        const [low, high] = [scale.toSlider(min), scale.toSlider(min + width)]
        const value = scale.fromSlider(low + share * (high - low))
        expect(Number.isInteger(value)).toBe(true)
        expect(value).toBeGreaterThanOrEqual(min)
        expect(value).toBeLessThanOrEqual(min + width)
      }),
      { seed: 20261123, numRuns: 200 },
    )
  })
})

describe('Control', () => {
  const html = (parameter: ParameterDescription, value: string) =>
    renderToString(<Control parameter={parameter} value={value} scope="run" columns={['age', 'income']} />)

  test('labels its field, names its unit and says what is accepted', () => {
    const text = html(describeNumber({ min: 0, max: 1, unit: 'metres' }), '0.25')
    expect(text).toContain('<label for="run-stepSize">Step size<span class="quiet"> (metres)</span></label>')
    expect(text).toContain('title="A number from 0 to 1"')
    expect(text).toMatch(/<input[^>]*id="run-stepSize"[^>]*name="stepSize"[^>]*value="0.25"/)
    expect(text).toMatch(/<input type="range"[^>]*aria-label="Step size"/)
  })

  test('offers choices, and marks the present one', () => {
    const text = html(describeNumber({ type: 'choice', options: ['slow', 'fast'] }), 'fast')
    expect(text).toContain('<option value="fast" selected>fast</option>')
  })

  test('sends an unchecked box as false', () => {
    const text = html(describeNumber({ type: 'boolean', default: true }), 'false')
    expect(text).toContain('type="checkbox"')
    expect(text).not.toContain(' checked')
    expect(text).toContain('<input type="hidden" name="stepSize" value="false"')
  })

  test('suggests columns where a text names one', () => {
    expect(html(describeNumber({ type: 'text', description: 'Value that is bad' }), '')).not.toContain('income')
    const text = html(describeNumber({ type: 'text', description: 'Column with the outcome' }), 'age')
    expect(text).toContain('list="run-stepSize-list"')
    expect(text).toContain('<option value="income">')
  })
})
