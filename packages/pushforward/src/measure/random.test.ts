import { describe, expect, test } from 'vitest'
import { InputError } from '../errors.js'
import { permutation, philox, rng } from './random.js'

describe('philox', () => {
  // Known-answer vectors published with the Random123 library (kat_vectors, philox4x32-10).
  test.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])('counter %j under key %j', (counter, [key0, key1], expected) => {
    const out = new Uint32Array(4)
    philox(Uint32Array.from(counter), key0 as number, key1 as number, out)
    expect([...out]).toEqual(expected)
  })
})

describe('rng', () => {
  test('the same seed gives the same numbers, another seed others', () => {
    const draw = (seed: number) => Array.from({ length: 8 }, rng(seed).uniform)
    expect(draw(7)).toEqual(draw(7))
    expect(draw(7)).not.toEqual(draw(8))
  })

  test('moments of uniform and normal, within 4 standard errors', () => {
    const n = 200_000
    const random = rng(20261123)
    let mean = 0
    let square = 0
    let fourth = 0
    let uniform = 0
    for (let k = 0; k < n; k++) {
      const z = random.normal()
      mean += z / n
      square += (z * z) / n
      fourth += z ** 4 / n
      uniform += random.uniform() / n
    }
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(n))
    expect(Math.abs(square - 1)).toBeLessThan(4 * Math.sqrt(2 / n))
    expect(Math.abs(fourth - 3)).toBeLessThan(4 * Math.sqrt(96 / n))
    expect(Math.abs(uniform - 0.5)).toBeLessThan(4 / Math.sqrt(12 * n))
  })

  test('split streams differ from each other and do not advance the parent', () => {
    const parent = rng(1)
    const a = parent.split('a').uniform()
    expect(parent.split('b').uniform()).not.toBe(a)
    expect(parent.split('a').uniform()).toBe(a)
    expect(parent.uniform()).toBe(rng(1).uniform())
  })

  test('permutation holds every index once', () => {
    expect([...permutation(rng(3), 100)].sort((x, y) => x - y)).toEqual(Array.from({ length: 100 }, (_, i) => i))
  })

  test('names what is wrong', () => {
    expect(() => rng(-1)).toThrow(new InputError('seed: is -1; an integer from 0 to 2^53 − 1 is needed'))
    expect(() => rng(0).integer(0)).toThrow(InputError)
  })
})
