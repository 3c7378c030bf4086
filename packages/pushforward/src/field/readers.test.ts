import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError, UnsupportedError } from '../errors.js'
import { writeNpy } from '../measure/readers-npy.js'
import { gridFlow } from './grid-flow.js'
import type { GriddedField } from './gridded-field.js'
import { readField } from './readers.js'
import oracle from './readers.oracle.json' with { type: 'json' }

const fromBase64 = (text: string) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
const utf8 = (text: string) => new TextEncoder().encode(text)
const text = (name: string, ...lines: readonly string[]) => ({ name, bytes: utf8(lines.join('\n')) })
const npy = (name: string, values: readonly number[], shape?: readonly number[]) => ({
  name: `${name}.npy`,
  bytes: writeNpy(Float64Array.from(values), shape),
})
const holes = (values: readonly (number | null)[]) => values.map((value) => value ?? Number.NaN)
const made = (name: keyof typeof oracle.files) => ({
  name: oracle.files[name].file,
  bytes: fromBase64(oracle.files[name].bytes),
})

const expectField = (field: GriddedField, expected: Record<string, readonly (number | null)[]>) => {
  for (const [key, values] of Object.entries(expected)) expect([...field[key as 'u']], key).toEqual(holes(values))
}

describe('NetCDF and HDF5', () => {
  test.each([
    'NetCDF-3 classic',
    'NetCDF-3 64-bit offset',
    'NetCDF-3 with axes [t][x][y]',
    'NetCDF-4 without coordinates',
    'HDF5',
  ] as const)('reads %s as it was written', async (name) => {
    expectField(await readField([made(name)]), oracle.files[name].expected)
  })

  test('says what was read as what, and the units', async () => {
    const field = await readField([made('NetCDF-3 classic')])
    expect(field.sources).toEqual({
      x: 'flow.nc: x',
      y: 'flow.nc: y',
      t: 'flow.nc: time',
      u: 'flow.nc: u',
      v: 'flow.nc: v',
    })
    expect(field.units).toEqual({ u: 'm/s' })
    expect(field.missing).toBe(0)
  })

  test('unpacks short integers, turns descending latitudes round, and keeps land as NaN', async () => {
    const field = await readField([made('NetCDF-3 packed')], { land: true })
    expectField(field, oracle.files['NetCDF-3 packed'].expected)
    expect(field.missing).toBeCloseTo(1 / 9, 12)
  })

  test('takes a layer of a compressed NetCDF-4 file', async () => {
    const files = [made('NetCDF-4')]
    expectField(await readField(files, { land: true, layer: 0 }), oracle.files['NetCDF-4'].expected)
    const deeper = await readField(files, { land: true, layer: 1 })
    expect([...deeper.u]).toEqual(holes(oracle.files['NetCDF-4'].expected.u).map((value) => value + 1))
    expect(deeper.units).toEqual({ t: 'seconds since 2026-01-01' })
    await expect(readField(files, { land: true })).rejects.toThrow(
      'ocean.nc: uo: has 2 layers along depth; name one, from 0: layer',
    )
    await expect(readField(files, { layer: 2 })).rejects.toThrow('layer: is 2; ocean.nc: uo has 2 layers, 0 to 1')
    await expect(readField(files, { layer: 0 })).rejects.toThrow(
      'ocean.nc: uo: is missing at x = 0, y = 10.25, t = 0 ([t][y][x] = [0][1][2]); finite numbers are needed, or land: true',
    )
  })

  test('files are read side by side', async () => {
    const cut = { ...made('HDF5'), bytes: made('HDF5').bytes.slice(0, -100) }
    const reads = [[made('HDF5')], [cut], [made('HDF5')], [cut]].map((files) =>
      readField(files).catch((error) => error),
    )
    const [first, second, third, fourth] = await Promise.all(reads)
    for (const field of [first, third]) expectField(field, oracle.files.HDF5.expected)
    for (const error of [second, fourth]) expect(error).toBeInstanceOf(InputError)
  })

  test('variables are named by options, with the path where names repeat', async () => {
    const field = await readField([made('HDF5')], { names: { u: 'flow/vy', v: 'vx', c: 'vx' } })
    expect([...field.u]).toEqual(oracle.files.HDF5.expected.v)
    expect([...field.c!]).toEqual(oracle.files.HDF5.expected.u)
    await expect(readField([made('HDF5')], { names: { u: 'w', v: 'vy' } })).rejects.toThrow(
      'names.u: "w" is not in the files; there are flow/concentration (2 × 3 × 4)',
    )
    await expect(readField([made('HDF5')], { names: { u: 'vx' } })).rejects.toThrow('names: names u alone')
  })

  test('a file that is cut short is named, with the place', async () => {
    const whole = made('NetCDF-3 classic')
    const cut = (bytes: number) => readField([{ ...whole, bytes: whole.bytes.slice(0, bytes) }])
    await expect(cut(whole.bytes.length - 8)).rejects.toThrow(
      /flow\.nc: is cut short: v ends at byte \d+, the file at byte \d+/,
    )
    await expect(cut(60)).rejects.toThrow('flow.nc: is damaged or cut short')
    const hdf5 = made('HDF5')
    await expect(readField([{ ...hdf5, bytes: hdf5.bytes.slice(0, -100) }])).rejects.toThrow(
      /flow\.h5: is damaged or cut short: truncated file/,
    )
    await expect(readField([{ ...hdf5, bytes: hdf5.bytes.slice(0, 20) }])).rejects.toThrow(
      'flow.h5: is damaged or cut short',
    )
  })

  test('damaged files end in an error of our own, or in a field', async () => {
    const names = Object.keys(oracle.files) as (keyof typeof oracle.files)[]
    const damage = fc.record({
      name: fc.constantFrom(...names),
      flips: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), {
        minLength: 1,
        maxLength: 4,
      }),
    })
    await fc.assert(
      fc.asyncProperty(damage, async ({ name, flips }) => {
        const file = made(name)
        for (const [at, value] of flips) file.bytes[Math.floor(at * (file.bytes.length - 1))] = value
        try {
          const { x, y, t, u } = await readField([file], { land: true, layer: 0 })
          expect(u.length).toBe(x.length * y.length * (t?.length ?? 1))
        } catch (error) {
          if (!(error instanceof InputError || error instanceof UnsupportedError)) throw error
        }
      }),
      { seed: 20261125, numRuns: 150 },
    )
  })

  test('names what is no file of its kind', async () => {
    await expect(readField([{ name: 'a.nc', bytes: utf8('hello, world') }])).rejects.toThrow(
      'a.nc: begins with the bytes 68 65 6c 6c 6f 2c 20 77, which no .nc file',
    )
    await expect(readField([{ name: 'a.nc', bytes: Uint8Array.of(0x43, 0x44, 0x46, 5, 0, 0) }])).rejects.toThrow(
      'CDF-5',
    )
    await expect(readField([{ name: 'a.nc', bytes: new Uint8Array(0) }])).rejects.toThrow('a.nc: is empty (0 bytes)')
    await expect(readField([{ name: 'a.npz', bytes: Uint8Array.of(0x50, 0x4b, 3, 4) }])).rejects.toThrow(
      'is a ZIP archive',
    )
    await expect(readField([{ name: 'a.bin', bytes: new Uint8Array(9) }])).rejects.toThrow(
      'is neither text nor of a known form',
    )
    await expect(readField([])).rejects.toThrow('files: there are none')
    await expect(readField([made('HDF5'), made('NetCDF-4')])).rejects.toThrow(/no u and v|cut short|layers|is 2 × 3/)
    await expect(readField([made('HDF5'), made('NetCDF-3 classic')])).rejects.toThrow(
      'files: are of several forms (hdf5, netcdf)',
    )
    await expect(readField([made('HDF5')], { maxBytes: 1000 })).rejects.toThrow(/files: have \d+ bytes; at most 1000/)
    await expect(readField([made('HDF5')], { maxValues: 23 })).rejects.toThrow(
      'flow.h5: flow/vx: has 24 values; at most 23',
    )
  })
})

describe('gridFlow', () => {
  test('takes what is read as it is: two frames, and one with land', async () => {
    const { x, y, t } = await readField([made('NetCDF-3 classic')])
    // A grid of three rows is too small for a spline; between the nodes u and v are bilinear here.
    const flow = gridFlow({ ...(await readField([made('NetCDF-3 classic')])), interpolation: 'linear' })
    expect(flow.box).toEqual({ x: [x[0], x.at(-1)], y: [y[0], y.at(-1)] })
    expect(flow.times).toEqual([t?.[0], t?.at(-1)])
    const at = new Float64Array(2)
    // u = 0.5 k + j − 0.25 i and v = i j − k at frame k = 1, row j = 1.5, column i = 0.5.
    flow.velocity(-0.75, 10.375, 3600, at)
    expect(at[0]).toBeCloseTo(1.875, 12)
    expect(at[1]).toBeCloseTo(-0.25, 12)
    const shore = ['x y u v', '0 0 1 2', '1 0 3 4', '2 0 5 6', '0 2 1 2', '1 2 3 4']
    const torn = gridFlow({ ...(await readField([text('a.txt', ...shore)], { land: true })), land: true })
    expect(torn.times).toBeUndefined()
    torn.velocity(0.5, 1, 0, at)
    expect([...at]).toEqual([2, 3])
    torn.velocity(1.5, 1, 0, at)
    expect([...at]).toEqual([Number.NaN, Number.NaN])
  })
})

describe('NumPy', () => {
  const u = [1, 2, 3, 4, 5, 6]
  const v = [7, 8, 9, 10, 11, 12]

  test('reads u and v by the names of their files; axes count from 0 where there are none', async () => {
    const field = await readField([npy('run/u', u, [2, 3]), npy('run/v', v, [2, 3])])
    expectField(field, { x: [0, 1, 2], y: [0, 1], u, v })
    expect(field.sources).toEqual({ u: 'run/u.npy', v: 'run/v.npy' })
  })

  test('reads axes, meshes of axes, descending axes, times and a scalar', async () => {
    const base = [npy('u', [...u, ...v], [2, 2, 3]), npy('v', [...v, ...u], [2, 2, 3]), npy('c', u, [2, 3])]
    const field = await readField([...base, npy('x', [3, 2, 1]), npy('y', [5, 5, 5, 4, 4, 4], [2, 3])], {
      times: [10, 12],
    })
    expectField(field, {
      x: [1, 2, 3],
      y: [4, 5],
      t: [10, 12],
      u: [6, 5, 4, 3, 2, 1, 12, 11, 10, 9, 8, 7],
      c: [6, 5, 4, 3, 2, 1, 6, 5, 4, 3, 2, 1], // one frame stands for all
    })
  })

  test('reads both components from one array, with the components first or last', async () => {
    const first = await readField([npy('velocity', [...u, ...v], [2, 2, 3])])
    expectField(first, { u, v })
    const last = u.flatMap((value, k) => [value, v[k]!])
    expectField(await readField([npy('velocity', last, [1, 3, 2, 2])]), { u, v })
    expectField(await readField([npy('flow', last, [3, 2, 2])], { names: { velocity: 'flow' } }), { u, v })
  })

  test('reads arrays whose axes are in MATLAB’s order', async () => {
    const field = await readField([npy('u', [1, 4, 2, 5, 3, 6], [3, 2]), npy('v', v, [3, 2])], { order: 'xy' })
    expectField(field, { x: [0, 1, 2], y: [0, 1], u })
  })

  const folder = process.env.PUSHFORWARD_DATA ?? fileURLToPath(new URL('../../../../data', import.meta.url))
  const measured = (name: string) => ({ name: `${name}.npy`, bytes: readFileSync(`${folder}/piv-air-jet/${name}.npy`) })
  if (existsSync(`${folder}/piv-air-jet/velocity.npy`))
    test('reads a measured jet with its mask', async () => {
      const files = ['velocity', 'mask', 'x_mm', 'y_mm'].map(measured)
      const field = await readField(files, { land: true, names: { valid: 'mask' } })
      expect([field.t?.length, field.y.length, field.x.length]).toEqual([3, 128, 128])
      const first = field.v.subarray(0, 128 * 128).filter(Number.isFinite)
      // Mean of v over the valid vectors of the first snapshot, and their share, as the data set states them.
      expect(first.reduce((a, b) => a + b) / first.length).toBeCloseTo(3.065, 4)
      expect(first.length / 128 ** 2).toBeCloseTo(0.9399, 4)
      expect(field.missing).toBeCloseTo(1 - (0.9399 + 0.9277 + 0.9445) / 3, 4)
    })

  test('names what is wrong', async () => {
    const pair = [npy('u', u, [2, 3]), npy('v', v, [2, 3])]
    await expect(readField([npy('u', u, [2, 3]), npy('v', v, [3, 2])])).rejects.toThrow(
      'v.npy: is 1 × 3 × 2 [t][y][x]; 1 × 2 × 3 are needed, as u.npy has',
    )
    await expect(readField([npy('a', u, [2, 3])])).rejects.toThrow(
      'files: have no u and v that can be told by name; there are a (2 × 3)',
    )
    await expect(readField([npy('u', u), npy('v', v)])).rejects.toThrow('u.npy: has shape (6); [y][x], [t][y][x] or')
    await expect(readField([npy('velocity', u, [3, 2])])).rejects.toThrow('velocity.npy: has shape (3, 2); (2, ny, nx)')
    await expect(readField([npy('velocity', [...u, ...v], [2, 3, 2])])).rejects.toThrow(
      'velocity.npy: has shape (2, 3, 2); it can be',
    )
    await expect(readField([...pair, npy('x', [0, 1])])).rejects.toThrow('x.npy: has shape (2); 3 values are needed')
    await expect(readField([...pair, npy('x', [0, 1, 3])])).rejects.toThrow(
      'x.npy: [1] is 1, and evenly spaced from 0 to 3 it is 1.5; an evenly spaced axis is needed (a row may be missing; regrid: true',
    )
    await expect(readField([...pair, npy('x', [0, 2, 1])])).rejects.toThrow('x.npy: goes from 2 to 1 at [2]')
    await expect(readField([...pair, npy('x', [0, 1, 2, 0, 1, 2.5], [2, 3])])).rejects.toThrow(
      'x.npy: [1][2] is 2.5 and not 2',
    )
    await expect(readField(pair, { times: [0, 1] })).rejects.toThrow('times: there are 2, and the files have 1 frames')
    await expect(readField([npy('u', [...u.slice(0, 5), Number.NaN], [2, 3]), pair[1]!])).rejects.toThrow(
      'u.npy: is missing at x = 2, y = 1, t = 0',
    )
    await expect(readField([npy('u', [...u.slice(0, 5), 1 / 0], [2, 3]), pair[1]!], { land: true })).rejects.toThrow(
      'u.npy: is Infinity at x = 2',
    )
    await expect(readField([npy('u', Array(6).fill(Number.NaN), [2, 3]), pair[1]!], { land: true })).rejects.toThrow(
      'u.npy: every value is missing',
    )
    const whole = pair[0]!
    await expect(readField([{ ...whole, bytes: whole.bytes.slice(0, -1) }, pair[1]!])).rejects.toThrow(
      'u.npy: npy: has 47 bytes',
    )
    await expect(readField([npy('u', [1, 2], [2, 1]), npy('v', [1, 2], [2, 1])])).rejects.toThrow(
      'x: has 1 node; at least 2',
    )
  })
})

describe('text', () => {
  const expected = { x: [0, 1], y: [0, 2], u: [1, 3, 5, 7], v: [2, 4, 6, 8] }

  test.each([
    ['CSV with a header', ['x,y,u,v', '0,0,1,2', '1,0,3,4', '0,2,5,6', '1,2,7,8']],
    ['any order of lines and columns', ['v,u,y,x', '8,7,2,1', '2,1,0,0', '6,5,2,0', '4,3,0,1']],
    ['four columns without a header', ['0 0 1 2', '1 0 3 4', '0 2 5 6', '1 2 7 8']],
    [
      'PIVlab',
      [
        'PIVlab, ASCII chart output - date',
        'FRAME: 1, filenames: a & b',
        'x [px],y [px],u [px/frame],v [px/frame],vector type [-]',
        '0,0,1,2,1',
        '1,0,3,4,1',
        '0,2,5,6,2',
        '1,2,7,8,1',
      ],
    ],
    [
      'OpenPIV',
      [
        '# x\ty\tu\tv\tflags\tmask',
        '0.0\t0.0\t1.0\t2.0\t0\t0',
        '1.0\t0.0\t3.0\t4.0\t0\t0',
        '0.0\t2.0\t5.0\t6.0\t0\t0',
        '1.0\t2.0\t7.0\t8.0\t0\t0',
      ],
    ],
    [
      'Insight, in one line of heading',
      [
        'TITLE="run 1.vec" VARIABLES="X mm", "Y mm", "U m/s", "V m/s", "CHC", DATASETAUXDATA Application="PIV" ZONE I=2, J=2, F=POINT',
        '0, 0, 1, 2, 1',
        '1, 0, 3, 4, 1',
        '0, 2, 5, 6, 1',
        '1, 2, 7, 8, 1',
      ],
    ],
    [
      'Tecplot',
      [
        'TITLE="a"',
        'VARIABLES="X mm", "Y mm", "U m/s", "V m/s", "CHC"',
        'ZONE I=2, J=2, K=1, C=1, F=POINT',
        '0, 0, 1, 2, 1',
        '1, 0, 3, 4, 1',
        '0, 2, 5, 6, 1',
        '1, 2, 7, 8, 1',
      ],
    ],
    [
      'DaVis with decimal commas',
      [
        '#DaVis 7 2D-vector 8 2 2 "" "mm"',
        '0,00\t0,00\t1,0\t2,0',
        '1,00\t0,00\t3,0\t4,0',
        '0,00\t2,00\t5,0\t6,0',
        '1,00\t2,00\t7,0\t8,0',
      ],
    ],
    ['decimal commas between spaces', ['0,0 0,0 1,0 2,0', '1,0 0,0 3,0 4,0', '0,0 2,0 5,0 6,0', '1,0 2,0 7,0 8,0']],
    [
      'semicolons, Windows line ends, exponents',
      ['vx;vy;lon;lat\r', '1e0;2;0;0\r', '3;4;1;0\r', '5;6;0;2\r', '.7e1;8;1;2\r'],
    ],
  ])('reads %s', async (_, lines) => {
    expectField(await readField([text('flow.txt', ...lines)]), expected)
  })

  test('the example of its documentation', async () => {
    const bytes = utf8('x,y,u,v\n0,0,1,2\n1,0,3,4\n0,1,5,6\n1,1,7,8')
    expectField(await readField([{ name: 'flow.csv', bytes }]), { u: [1, 3, 5, 7] })
  })

  test('reads times and a scalar, and the units of the heading', async () => {
    const lines = [0, 0.5].flatMap((t) =>
      [0, 1].flatMap((y) => [0, 1].map((x) => [x, y, x + t, y - t, t, 10 * t + x].join())),
    )
    const field = await readField([text('flow.csv', 'X [mm],y(mm),"u m/s",v,time [s],dye', ...lines)])
    expectField(field, { t: [0, 0.5], u: [0, 1, 0, 1, 0.5, 1.5, 0.5, 1.5], c: [0, 1, 0, 1, 5, 6, 5, 6] })
    expect(field.units).toEqual({ x: 'mm', y: 'mm', u: 'm/s', t: 's' })
    const insight = 'TITLE="a" VARIABLES="X mm", "Y mm", "U m/s", "V m/s", "CHC", ZONE I=2, J=2, F=POINT'
    const { units } = await readField([text('a.vec', insight, '0,0,1,2,1', '1,0,3,4,1', '0,2,5,6,1', '1,2,7,8,1')])
    expect(units).toEqual({ x: 'mm', y: 'mm', u: 'm/s', v: 'm/s' })
  })

  test('files without a time are frames, in the order that people count', async () => {
    const frame = (k: number) => text(`B${k}.txt`, `0 0 ${k} 0`, `1 0 ${k} 0`, `0 1 ${k} 0`, `1 1 ${k} 0`)
    const field = await readField([frame(10), frame(2)], { times: [0, 0.1] })
    expectField(field, { t: [0, 0.1], u: [2, 2, 2, 2, 10, 10, 10, 10] })
  })

  test('coordinates that were rounded differently are one node', async () => {
    const field = await readField([text('a.txt', '0 0 1 2', '1.001 0.001 3 4', '0 2 5 6', '0.999 2 7 8')])
    expectField(field, { ...expected, x: [0, 1], y: [0.0005, 2] })
  })

  test('with land, lines may be missing, NaN or marked as not valid', async () => {
    const lines = ['x y u v ok', '0 0 1 2 1', '1 0 NaN 4 1', '0 2 5 6 0']
    const field = await readField([text('a.txt', ...lines)], { land: true, names: { valid: 'ok' } }).catch(
      (error) => error,
    )
    // The node (1, 2) is known from its column and row, though no line has it.
    expectField(field, { x: [0, 1], y: [0, 2], u: [1, null, null, null], v: [2, null, null, null] })
    expect(field.missing).toBe(0.75)
  })

  test('names file, line and column of what is wrong', async () => {
    const read = (...lines: readonly string[]) => readField([text('a.csv', ...lines)])
    const four = ['0,0,1,2', '1,0,3,4', '0,2,5,6', '1,2,7,8']
    await expect(read('x,y,u,v', ...four.slice(0, 3))).rejects.toThrow(
      'a.csv: has no line for x = 1, y = 2, t = 0, and for 1 of 4 nodes in all; a line for every node is needed, or land: true',
    )
    await expect(read('x,y,u,v', '0,0,1,2', '1,0,abc,4')).rejects.toThrow(
      'a.csv: line 3, column 3 is "abc"; a number is needed',
    )
    await expect(read('0,0,1,2', '1,0,,4')).rejects.toThrow('a.csv: line 2, column 3 is empty')
    await expect(read('0,0,1,2', '1,0,4')).rejects.toThrow('a.csv: line 2 has 3 fields; 4 are needed')
    await expect(read('0,0,1', '1,0,4')).rejects.toThrow(
      'a.csv: line 1 has 3 fields; at least x, y, u and v are needed',
    )
    await expect(read('x,y,u,v')).rejects.toThrow('a.csv: has no line of numbers')
    await expect(read('x,y,a,b', ...four)).rejects.toThrow(
      'a.csv: has no column that is u by name; there are x, y, a, b (set names.u)',
    )
    await expect(read('x,y,u,v', ...four, '1,2,9,9')).rejects.toThrow(
      'a.csv: line 6 is at the place of line 5; one line a node is needed (a column of time is told by names.t)',
    )
    await expect(read('x,y,u,v', '0,NaN,1,2', ...four)).rejects.toThrow(
      'a.csv: line 2, column 2 (y) is NaN; a place is needed',
    )
    await expect(read('x,y,u,v', '0,0,1,2', '1,0,NaN,4', ...four.slice(2))).rejects.toThrow(
      'a.csv: u: is missing at x = 1, y = 0',
    )
    const wide = [0, 1, 3].flatMap((x) => [`${x},0,1,1`, `${x},1,1,1`])
    await expect(read('x,y,u,v', ...wide)).rejects.toThrow(
      'a.csv: x: [1] is 1, and evenly spaced from 0 to 3 it is 1.5',
    )
    await expect(readField([text('a.csv', ...four), text('b.csv', 'x,y,vx,vy', ...four)])).rejects.toThrow(
      'b.csv: has columns x, y, vx, vy',
    )
    await expect(readField([text('a.csv', ...four)], { names: { u: '9' } })).rejects.toThrow(
      'names.u: "9" is no column of a.csv',
    )
    await expect(readField([text('a.csv', ...four)], { maxValues: 3 })).rejects.toThrow(
      'has 4 values; at most 3 are accepted',
    )
  })

  test('reads back any field, whatever the order of its lines', async () => {
    const numbers = fc.double({ min: -1e6, max: 1e6, noNaN: true })
    const fields = fc.tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 2, max: 4 })).chain(([nx, ny]) =>
      fc.record({
        nx: fc.constant(nx),
        ny: fc.constant(ny),
        u: fc.array(numbers, { minLength: nx * ny, maxLength: nx * ny }),
        separator: fc.constantFrom(',', ';', '\t', ' '),
        order: fc.shuffledSubarray(
          Array.from({ length: nx * ny }, (_, k) => k),
          { minLength: nx * ny },
        ),
      }),
    )
    await fc.assert(
      fc.asyncProperty(fields, async ({ nx, ny, u, separator, order }) => {
        const lines = order.map((k) => [k % nx, 0.5 * Math.floor(k / nx), u[k], -u[k]!].join(separator))
        const field = await readField([text('a.txt', ...lines)])
        expect([field.x.length, field.y.length]).toEqual([nx, ny])
        expect([...field.u].map((value) => value + 0)).toEqual(u.map((value) => value + 0))
        expect([...field.v].map((value) => value + 0)).toEqual(u.map((value) => -value + 0))
      }),
      { seed: 20261125, numRuns: 100 },
    )
  })

  test('answers any text with an error of its own or with a field', async () => {
    const any = fc.string({ unit: fc.constantFrom(...'0123456789.,;\t\n\r "-+eExyuv#[]'.split('')), maxLength: 80 })
    await fc.assert(
      fc.asyncProperty(any, async (content) => {
        try {
          const { x, y, t, u } = await readField([text('a.txt', content)])
          expect(u.length).toBe(x.length * y.length * (t?.length ?? 1))
        } catch (error) {
          if (!(error instanceof InputError)) throw error
        }
      }),
      { seed: 20261126, numRuns: 1000 },
    )
  })
})
