import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { commandInFolder, compiled } from './fixtures/command.js'

const COIN = compiled('fixtures/coin.js')
const { folder, start, pushforward, put } = commandInFolder()

describe('pushforward list', () => {
  test('prints every paper of the catalogue as one JSON document', async () => {
    const { code, stdout, stderr } = await pushforward('list', '--json')
    expect([code, stderr]).toEqual([0, ''])
    const { papers } = JSON.parse(stdout)
    expect(papers).toHaveLength(27)
    for (const paper of papers) {
      expect(paper).toMatchObject({ slug: expect.stringMatching(/^[a-z0-9-]+$/), title: expect.any(String) })
      expect(['runs', 'not yet']).toContain(paper.status)
    }
  })
})

describe('pushforward run', () => {
  test('prints the report as the one JSON document on stdout, whatever libraries print', async () => {
    const { code, stdout, stderr } = await pushforward('run', COIN, '--json', '--seed', '3', '--throws', '5')
    expect(code).toBe(0)
    const report = JSON.parse(stdout)
    expect(report).toMatchObject({ slug: 'coin', seed: 3, profile: 'quick', parameters: { throws: 5, smooth: true } })
    expect(report.seconds).toBeGreaterThan(0)
    expect(report.device).toContain('Node')
    expect(report.claims).toMatchObject([
      { id: 'fair', holds: true, outcome: 'held', criterion: '|share − ½| < 0.3', paper: { source: 'title' } },
      { id: 'old', holds: null, outcome: 'not evaluated', missing: 'coins-that-nobody-has' },
    ])
    expect(report.metrics[0].curve.steps).toEqual([1, 2, 3, 4, 5])
    expect(report.figures).toHaveLength(1)
    expect(stderr).toContain('libraries print where they should not')
  })

  test('gives the same numbers for the same seed and others for another', async () => {
    const measured = async (seed: string) => {
      const { claims, metrics } = JSON.parse((await pushforward('run', COIN, '--json', '--seed', seed)).stdout)
      return { claims, metrics }
    }
    expect(await measured('1')).toEqual(await measured('1'))
    expect(await measured('1')).not.toEqual(await measured('2'))
  })

  test('makes one flag of each parameter, with purpose, unit, range and default', async () => {
    const { code, stdout } = await pushforward('run', COIN, '--help')
    expect(code).toBe(0)
    const help = stdout.replace(/\s+/g, ' ')
    expect(help).toContain('The fair coin')
    expect(help).toContain('--data <file> your own data: a column of throws (1 of .csv)')
    expect(help).toContain('--throws <value> Throws of the coin (an integer from 1 to 1000; default 20)')
    expect(help).toContain('--bias-of-coin <value> Share of heads (in throws; a number >= 0 and < 1; default 0.5)')
    expect(help).toContain('--side <value> What is counted (one of heads, tails; default heads)')
    expect(help).toContain('--no-smooth turns off: Average over all throws so far')
  })

  test('takes flags before and after the paper', async () => {
    const flags = ['--no-smooth', '--side', 'tails', '--bias-of-coin=0.25', '--throws', '7']
    for (const args of [
      [...flags, COIN],
      [COIN, ...flags],
    ]) {
      const { stdout } = await pushforward('run', '--json', ...args)
      expect(JSON.parse(stdout).parameters).toMatchObject({ throws: 7, biasOfCoin: 0.25, side: 'tails', smooth: false })
    }
  })

  test('says for people what was claimed and measured', async () => {
    const { stdout } = await pushforward('run', COIN)
    expect(stdout).toContain('✓ held  fair\n    The coin is fair.\n    measured: share 0.')
    expect(stdout).toContain('– not evaluated  old')
    expect(stdout).toContain('note: the data set coins-that-nobody-has is not installed')
  })

  test('writes report, metrics and figures, and replaces its own earlier results', async () => {
    for (const throws of ['3', '4']) {
      expect((await pushforward('run', COIN, '--out', 'results', '--throws', throws)).code).toBe(0)
    }
    expect(readdirSync(folder())).toEqual(['results'])
    expect(readdirSync(join(folder(), 'results')).sort()).toEqual(['metrics.csv', 'report.json', 'share.svg'])
    expect(JSON.parse(readFileSync(join(folder(), 'results/report.json'), 'utf8')).parameters.throws).toBe(4)
    expect(readFileSync(join(folder(), 'results/metrics.csv'), 'utf8')).toMatch(/^metric,step,value\nshare,1,[01]\n/)
    expect(readFileSync(join(folder(), 'results/share.svg'), 'utf8')).toMatch(/^<svg [^>]*role="img"/)
  })

  test('reads own data, and refuses files that the paper does not take', async () => {
    const csv = put('throws.csv', 'heads\n1\n')
    const { metrics } = JSON.parse((await pushforward('run', COIN, '--json', '--data', csv)).stdout)
    expect(metrics[1]).toEqual({ name: 'files', value: 1 })
    const refused: [string[], string][] = [
      [['--data', csv, '--data', csv], '2 files were given; 1 needed'],
      [['--data', put('a.parquet', 'PAR1')], 'a.parquet has an extension that is not read; accepted are .csv'],
      [['--data', put('empty.csv', '')], 'empty.csv: is empty'],
      [['--data', 'none.csv'], 'none.csv: does not exist'],
    ]
    for (const [flags, message] of refused) {
      const { code, stdout, stderr } = await pushforward('run', COIN, ...flags)
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toContain(message)
    }
  })

  test.each([
    [['run', 'monge-gpa'], 'there is no "monge-gpa". Did you mean monge-gap?'],
    [['run', COIN, '--throw', '5'], "unknown option '--throw'\n(Did you mean --throws?)"],
    [['run', COIN, '--throws', '0'], 'throws: is 0; an integer from 1 to 1000 is needed'],
    [['run', COIN, '--throws', 'many'], 'throws: is "many"; an integer from 1 to 1000 is needed'],
    [['run', COIN, '--side', 'edge'], 'side: is "edge"; one of heads, tails is needed'],
    [['run', COIN, '--seed', '-1'], 'An integer from 0 to 2^53 − 1 is needed.'],
    [['run', COIN, '--profile', 'slow'], 'Allowed choices are quick, full.'],
    [['run', COIN, 'more'], 'too many arguments'],
    [['run'], "missing required argument 'paper'"],
    [['run', 'none.js'], 'none.js does not exist'],
    [['rnu', 'monge-gap'], "unknown command 'rnu'\n(Did you mean run?)"],
  ])('ends with 2 and says why for %j', async (args, message) => {
    const { code, stdout, stderr } = await pushforward(...args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(message)
  })

  test('leaves a folder alone that holds anything else, before computing', async () => {
    mkdirSync(join(folder(), 'thesis'))
    put('thesis/thesis.tex', 'years of work')
    const { code, stderr } = await pushforward('run', COIN, '--out', 'thesis', '--busy', '60')
    expect(code).toBe(2)
    expect(stderr).toContain('holds thesis.tex, which is not ours to replace')
  })

  test('ends at an interrupt with 130, and leaves nothing', async () => {
    const { child, ended } = start('run', COIN, '--busy', '60', '--out', 'results')
    // The paper prints this once it runs; from then on it computes without a pause.
    await new Promise<void>((resolve) =>
      child.stderr?.on('data', (text: string) => text.includes('libraries print') && resolve()),
    )
    child.kill('SIGINT')
    const { code, signal, stdout } = await ended
    expect([code, signal, stdout]).toEqual([130, null, ''])
    expect(readdirSync(folder())).toEqual([])
  })
})

describe('pushforward verify', () => {
  /** A copy of the fixture whose record can be written. */
  const copied = () => {
    const path = join(compiled('fixtures'), `coin-${process.pid}-${Math.trunc(performance.now())}`)
    mkdirSync(path)
    copyFileSync(COIN, join(path, 'coin.js'))
    return path
  }

  test('ends with 1 without a record, with 0 when outcomes equal the record, with 1 when one differs', async () => {
    const path = copied()
    try {
      const paper = join(path, 'coin.js')
      expect((await pushforward('verify', paper)).code).toBe(1)

      const claims = [{ id: 'fair', outcome: 'held', measured: {} }]
      const record = { date: '', machine: '', node: '', commit: '', seeds: [0], seconds: 1, claims }
      const write = () =>
        writeFileSync(join(path, 'verified.json'), JSON.stringify({ slug: 'coin', records: { quick: record } }))
      write()
      const same = await pushforward('verify', paper)
      expect(same.code).toBe(0)
      expect(same.stdout).toMatch(/claim +outcome +recorded +measured\n +fair +✓ held +held +share 0\.\d+/)
      expect(same.stdout).toContain('skipped: needs data set coins-that-nobody-has')

      claims[0] = { id: 'fair', outcome: 'refuted', measured: {} }
      write()
      const { code, stdout } = await pushforward('verify', paper, '--json')
      expect(code).toBe(1)
      expect(JSON.parse(stdout)).toMatchObject({
        profile: 'quick',
        differences: 1,
        skipped: 1,
        papers: [
          { slug: 'coin', claims: [{ id: 'fair', recorded: 'refuted', outcome: 'held', agreement: 'different' }, {}] },
        ],
      })

      // The claim `old` lacks its data set, and a record must not forget it.
      const refused = await pushforward('verify', paper, '--record')
      expect(refused.code).toBe(2)
      expect(refused.stderr).toContain('coin needs the data set coins-that-nobody-has for the claim old')
      expect(existsSync(join(path, 'figures.json'))).toBe(false)
    } finally {
      rmSync(path, { recursive: true })
    }
  })

  test('records outcomes and figures, and then agrees with its record', async () => {
    const path = copied()
    try {
      mkdirSync(join(folder(), 'data/coins-that-nobody-has'), { recursive: true })
      put('data/coins-that-nobody-has/coins.csv', 'year\n1850\n')
      const paper = join(path, 'coin.js')
      expect((await pushforward('verify', paper, '--record')).code).toBe(0)
      const { slug, records } = JSON.parse(readFileSync(join(path, 'verified.json'), 'utf8'))
      expect(slug).toBe('coin')
      expect(records.quick).toMatchObject({
        node: process.versions.node,
        seeds: [0],
        claims: [
          { id: 'fair', outcome: 'held' },
          { id: 'old', outcome: 'not evaluated', note: 'the paper reported nothing' },
        ],
      })
      const { figures } = JSON.parse(readFileSync(join(path, 'figures.json'), 'utf8'))
      expect(figures.map(({ id }: { id: string }) => id)).toEqual(['share'])
      expect((await pushforward('verify', paper)).code).toBe(0)
    } finally {
      rmSync(path, { recursive: true })
    }
  })

  test('goes on after a paper that fails, and counts it as a difference', async () => {
    const path = copied()
    try {
      const broken = `import coin from './coin.js'
        export default { ...coin, slug: 'broken', async *measure() { throw new Error('out of luck') } }`
      writeFileSync(join(path, 'broken.js'), broken)
      const { code, stdout } = await pushforward('verify', join(path, 'broken.js'), join(path, 'coin.js'), '--json')
      expect(code).toBe(1)
      const { papers, differences } = JSON.parse(stdout)
      expect(papers[0]).toMatchObject({ error: 'out of luck' })
      expect(papers[1]).toMatchObject({ slug: 'coin', claims: [{ id: 'fair', outcome: 'held' }, { id: 'old' }] })
      expect(differences).toBe(2)
    } finally {
      rmSync(path, { recursive: true })
    }
  })

  test('knows every name before it measures anything', async () => {
    const { code, stderr } = await pushforward('verify', COIN, 'mogne-gap')
    expect(code).toBe(2)
    expect(stderr).toContain('Did you mean monge-gap?')
  })
})
