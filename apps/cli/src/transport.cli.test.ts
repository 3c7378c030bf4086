import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { points, rng, writeNpy } from 'pushforward/measure'
import { emd } from 'pushforward/transport'
import { describe, expect, test } from 'vitest'
import { commandInFolder } from './fixtures/command.js'

const { folder, start, pushforward, put } = commandInFolder()

describe('pushforward transport', () => {
  test('moves (0,0) and (1,0) onto (0,1) and (3,0) for (1 + 4) / 2', async () => {
    const x = put('x.csv', 'a,b\n0,0\n1,0\n')
    const y = put('y.csv', '0;1\n3;0\n')
    const { code, stdout, stderr } = await pushforward('transport', x, y, '--json', '--out', 'plan.csv')
    expect([code, stderr]).toEqual([0, ''])
    const result = JSON.parse(stdout)
    expect(result).toMatchObject({
      method: 'emd',
      cost: 'sqeuclidean',
      n: 2,
      m: 2,
      d: 2,
      converged: true,
      out: 'plan.csv',
    })
    expect(result.value).toBeCloseTo(2.5, 12)
    expect(result.distance).toBeCloseTo(Math.sqrt(2.5), 12)
    expect(result.residual).toBeLessThan(1e-12)
    expect(readFileSync(join(folder(), 'plan.csv'), 'utf8')).toBe('i,j,mass\n0,0,0.5\n1,1,0.5\n')
  })

  test('reads NumPy files and gives what the library gives', async () => {
    const cloud = (name: string) => rng(7).split(name).fillNormal(new Float64Array(60))
    const x = put('x.npy', writeNpy(cloud('x'), [20, 3]))
    const y = put('y.npy', writeNpy(cloud('y'), [20, 3]))
    const { stdout } = await pushforward('transport', x, y, '--json', '--cost', 'euclidean')
    const expected = emd(points(cloud('x'), 3), points(cloud('y'), 3), { cost: 'euclidean' }).value
    expect(JSON.parse(stdout).value).toBe(expected)
  })

  test('slices: a translation by (3, 4) costs 25/2 within four standard errors, and its seed repeats it', async () => {
    const x = put('x.csv', '0,0\n')
    const y = put('y.csv', '3,4\n')
    const call = async (seed: string) =>
      JSON.parse((await pushforward('transport', x, y, '--method', 'sliced', '--seed', seed, '--json')).stdout)
    const first = await call('1')
    expect(first).toMatchObject({ method: 'sliced', seed: 1, projections: 128 })
    expect(Math.abs(first.value - 12.5)).toBeLessThan(4 * first.standardError)
    const { seconds: _, ...again } = await call('1')
    expect(first).toMatchObject(again)
    expect((await call('2')).value).not.toBe(first.value)
  })

  test('sinkhorn: two points each, by the closed form of the symmetric two-by-two problem', async () => {
    // P has p on the diagonal and ½ − p off it, with (½ − p) / p = exp(−(c₁ − c₀) / ε): here c₀ = 1, c₁ = 2.
    const x = put('x.csv', '0,0\n1,0\n')
    const y = put('y.csv', '0,1\n1,1\n')
    const call = (epsilon: string) =>
      pushforward('transport', x, y, '--method', 'sinkhorn', '--epsilon', epsilon, '--json', '--out', 'plan.csv')
    for (const [given, epsilon] of [
      ['0.5', 0.5],
      ['10%', 0.15],
    ] as const) {
      const { code, stdout } = await call(given)
      expect(code).toBe(0)
      const result = JSON.parse(stdout)
      expect(result).toMatchObject({ method: 'sinkhorn', converged: true })
      expect(result.epsilon).toBeCloseTo(epsilon, 12)
      const p = 0.5 / (1 + Math.exp(-1 / epsilon))
      // The residual is at most 1e-6, and no cost exceeds 2.
      expect(Math.abs(result.value - (2 * p + 4 * (0.5 - p)))).toBeLessThan(2e-6)
      const plan = readFileSync(join(folder(), 'plan.csv'), 'utf8').trim().split('\n')
      expect(plan).toHaveLength(5)
      expect(Number(plan[1]?.split(',')[2])).toBeCloseTo(p, 5)
    }
  })

  test('gives the same numbers on two threads', async () => {
    const cloud = (name: string) => rng(7).split(name).fillNormal(new Float64Array(2000))
    const x = put('x.npy', writeNpy(cloud('x'), [1000, 2]))
    const y = put('y.npy', writeNpy(cloud('y'), [1000, 2]))
    for (const method of ['sinkhorn', 'sliced']) {
      const result = async (threads: string) => {
        const { stdout } = await pushforward('transport', x, y, '--method', method, '--json', '--threads', threads)
        const { seconds: _, ...numbers } = JSON.parse(stdout)
        return numbers
      }
      expect(await result('2')).toEqual(await result('1'))
    }
  })

  test('prints a short table for people', async () => {
    const { stdout } = await pushforward('transport', put('x.csv', '0\n'), put('y.csv', '2\n'))
    expect(stdout).toMatch(/^emd: 1 to 1 points in R\^1\nvalue +4\.00000\ndistance +2\.00000\n/)
  })

  test('ends with 2 and says why for files and flags that can’t be used', async () => {
    const good = put('good.csv', '0,0\n1,1\n')
    const npy = writeNpy(new Float64Array(6), [3, 2])
    const refused: [string[], string][] = [
      [[good, put('empty.csv', '')], 'empty.csv: is empty'],
      [[good, put('text.csv', '0,0\n1,one\n')], 'text.csv: csv: line 2, column 2 is "one"; a finite number is needed'],
      [[good, put('cut.npy', npy.subarray(0, npy.length - 8))], 'cut.npy: npy: has 40 bytes of data; 48 are needed'],
      [[good, put('three.csv', '0,0,0\n')], 'three.csv: points have 3 coordinates; 2 are needed, as in good.csv'],
      [[good, good, '--method', 'exact'], 'Allowed choices are emd, sinkhorn, sliced.'],
      [
        [good, good, '--method', 'sliced', '--out', 'plan.csv'],
        'out: slices have no plan; use --method emd or sinkhorn',
      ],
      [[good, good, '--projections', '5'], 'projections: are for --method sliced'],
      [[good, good, '--epsilon', '1'], 'epsilon: is for --method sinkhorn'],
      [[good, good, '--method', 'sinkhorn', '--epsilon', '0'], 'A positive number is needed, or a share such as 5%.'],
      [[good, good, '--cost', 'cosine'], 'points[0] is (almost) the origin, which has no direction'],
    ]
    for (const [args, message] of refused) {
      const { code, stdout, stderr } = await pushforward('transport', ...args)
      expect([code, stdout], stderr).toEqual([2, ''])
      expect(stderr).toContain(message)
    }
    expect(readdirSync(folder())).not.toContain('plan.csv')
  })

  test('ends at an interrupt with 130, and leaves no plan', async () => {
    const cloud = (name: string) => rng(0).split(name).fillNormal(new Float64Array(400_000))
    const x = put('x.npy', writeNpy(cloud('x'), [200_000, 2]))
    const y = put('y.npy', writeNpy(cloud('y'), [200_000, 2]))
    const { child, ended } = start('transport', x, y, '--out', 'plan.csv')
    // Exact transport of 200 000 points takes some 10 s: after two it is at work.
    await new Promise((resolve) => setTimeout(resolve, 2000))
    child.kill('SIGINT')
    const { code, signal, stdout } = await ended
    expect([code, signal, stdout]).toEqual([130, null, ''])
    expect(readdirSync(folder()).sort()).toEqual(['x.npy', 'y.npy'])
  })
})
