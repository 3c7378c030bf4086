import fc from 'fast-check'
import { InputError } from 'pushforward/measure'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import {
  acceptedValues,
  decodeParameters,
  describeParameters,
  encodeParameters,
  type ParameterDescription,
  parseParameters,
  readParameter,
} from './parameters.js'

const schema = z.object({
  cost: z.enum(['squared', 'plain']).default('squared').describe('Ground cost'),
  epsilon: z.number().positive().max(2).default(0.05).describe('Entropy').meta({ unit: 'mean cost', primary: true }),
  steps: z.number().int().min(100).max(20_000).multipleOf(10).default(2_000),
  count: z.number().int().default(3),
  debias: z.boolean().default(true),
  cuts: z.array(z.number().min(0)).min(1).max(9).default([1, 2]),
  corners: z.array(z.tuple([z.number(), z.number()])).default([[0, 1]]),
  name: z.string().optional(),
})

const named = (name: string) =>
  describeParameters(schema).find((parameter) => parameter.name === name) as ParameterDescription

describe('describeParameters', () => {
  test('carries type, bounds, default, unit and description of a number', () => {
    expect(named('epsilon')).toEqual({
      name: 'epsilon',
      type: 'number',
      description: 'Entropy',
      default: 0.05,
      min: 0,
      minExclusive: true,
      max: 2,
      unit: 'mean cost',
      primary: true,
    })
  })

  test('keeps the order of the declaration', () => {
    expect(describeParameters(schema).map(({ name }) => name)).toEqual(Object.keys(schema.shape))
  })

  test('knows integers with steps, choices, booleans, lists and optional texts', () => {
    expect(named('steps')).toMatchObject({ type: 'integer', min: 100, max: 20_000, step: 10 })
    expect(named('cost')).toMatchObject({ type: 'choice', options: ['squared', 'plain'], default: 'squared' })
    expect(named('debias')).toMatchObject({ type: 'boolean', default: true })
    expect(named('cuts')).toMatchObject({ type: 'numbers', min: 0, minLength: 1, maxLength: 9 })
    expect(named('corners')).toMatchObject({ type: 'points', default: [[0, 1]] })
    expect(named('name')).not.toHaveProperty('default')
  })

  test('does not show the range of safe integers as a range', () => {
    expect(named('count')).not.toHaveProperty('min')
    expect(acceptedValues(named('count'))).toBe('an integer')
  })

  test('refuses what no flag or control can show', () => {
    expect(() => describeParameters(z.object({ nested: z.object({ a: z.number() }) }))).toThrow(/nested/)
  })
})

describe('parseParameters', () => {
  test('fills in the defaults', () => {
    expect(parseParameters(schema, { epsilon: 1 })).toEqual({
      cost: 'squared',
      epsilon: 1,
      steps: 2_000,
      count: 3,
      debias: true,
      cuts: [1, 2],
      corners: [[0, 1]],
    })
  })

  test.each([
    [{ epsilon: -1 }, 'epsilon: is -1; a number > 0 and <= 2 is needed'],
    [{ epsilon: Number.NaN }, 'epsilon: is NaN; a number > 0 and <= 2 is needed'],
    [{ steps: 105 }, 'steps: is 105; an integer from 100 to 20000, a multiple of 10 is needed'],
    [{ cost: 'both' }, 'cost: is "both"; one of squared, plain is needed'],
    [{ cuts: [1, -1] }, 'cuts[1]: is -1; a list of 1 to 9 numbers >= 0, such as 1,2.5 is needed'],
    [{ epsilom: 1 }, /^epsilom: is not a parameter of this paper; its parameters are cost, epsilon/],
  ])('names what is wrong in %j', (values, message) => {
    expect(() => parseParameters(schema, values)).toThrow(InputError)
    expect(() => parseParameters(schema, values)).toThrow(message)
  })

  test('passes on the message of a rule of the paper', () => {
    const ordered = z.object({
      cuts: z.array(z.number()).refine((cuts) => cuts.length < 3, 'at most two cuts are needed'),
    })
    expect(() => parseParameters(ordered, { cuts: [1, 2, 3] })).toThrow('cuts: is [1,2,3]; at most two cuts are needed')
  })
})

describe('permalinks', () => {
  test('leave defaults out and keep lists readable', () => {
    const values = parseParameters(schema, {
      epsilon: 0.1,
      cuts: [1, 3],
      corners: [
        [0, 1.5],
        [2, -3],
      ],
    })
    expect(encodeParameters(schema, values)).toBe('epsilon=0.1&cuts=1,3&corners=0,1.5;2,-3')
    expect(encodeParameters(schema, parseParameters(schema, {}))).toBe('')
  })

  test('come back as they were', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
    const values = fc.record(
      {
        cost: fc.constantFrom('squared', 'plain'),
        epsilon: fc.double({ min: 1e-300, max: 2, noNaN: true }),
        steps: fc.integer({ min: 10, max: 2_000 }).map((tens) => tens * 10),
        debias: fc.boolean(),
        cuts: fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 9 }),
        corners: fc.array(fc.tuple(finite, finite)),
        name: fc.string({ unit: 'grapheme' }),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(values, (given) => {
        const parsed = parseParameters(schema, given)
        const back = decodeParameters(schema, encodeParameters(schema, parsed))
        // −0 and 0 are one value in a link.
        expect(JSON.stringify(back)).toBe(JSON.stringify(parsed))
      }),
      { seed: 20261123, numRuns: 300 },
    )
  })

  test('may carry other names', () => {
    expect(decodeParameters(schema, 'seed=3&epsilon=1').epsilon).toBe(1)
  })

  test('refuse a value that is none', () => {
    expect(() => decodeParameters(schema, 'epsilon=much')).toThrow(
      'epsilon: is "much"; a number > 0 and <= 2 is needed',
    )
    expect(() => decodeParameters(schema, 'debias=perhaps')).toThrow('debias: is "perhaps"; true or false is needed')
    expect(() => readParameter(named('cuts'), '1,,2')).toThrow(InputError)
  })
})
