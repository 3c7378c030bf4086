/**
 * From the page's parameters to library calls, as text.
 * @module
 */
import { type FlowName, nodesOf, sceneOf } from './flows.js'
import { NOISE_IN_SPACE } from './jet.js'
import type { Shown } from './structures.js'

export interface RunParameters {
  readonly flow: FlowName | 'air-jet' | 'jet' | 'jet-in-space'
  readonly show: Shown
  readonly direction: 'forward' | 'backward'
  readonly duration: number
  readonly start: number
  readonly clusters: number
  readonly jetNodes: number
  readonly spaceNodes: number
  readonly resolution: number
}

const MADE: Record<FlowName, string> = {
  'double-gyre': 'analyticFlow.doubleGyre()',
  bickley: 'analyticFlow.bickley()',
  'taylor-green': 'analyticFlow.taylorGreen({ viscosity: 0.01 })',
  saddle: 'analyticFlow.saddle()',
  shear: 'analyticFlow.shear()',
}

/** @returns code that runs as it stands; `gridFlow(await readField(files))` takes the place of the flow for your data */
export function callOf(parameters: RunParameters): string {
  if (parameters.flow === 'jet' || parameters.flow === 'jet-in-space') return callOfJet(parameters)
  return parameters.flow === 'air-jet' ? callOfFile() : callOfFormula(parameters.flow, parameters)
}

function callOfFormula(name: FlowName, { show, direction, duration, start, resolution }: RunParameters): string {
  const { box, t0, duration: usual } = sceneOf(name)
  const { shape, spacing, origin } = nodesOf(box, resolution)
  const [ny, nx] = shape as [number, number]
  const range = (axis: 0 | 1, count: number, periodic: boolean) => {
    const [first, step] = [origin[axis] as number, spacing[axis] as number]
    return `[${first}, ${first + (periodic ? count : count - 1) * step}]`
  }
  const T = (direction === 'forward' ? 1 : -1) * duration * usual
  const made = {
    ftle: ['ftle', `const field = ftle(flow, nodes, ${t0 + start}, ${T}) // 1/time, [y][x]`],
    barriers: [
      'barrierField',
      `const { hamiltonian: field } = barrierField(flow, nodes, ${t0 + start}, ${T}, { viscosity: 1 }) // level lines are barriers`,
    ],
    'active-ftle': [
      'activeFtle, barrierField',
      [
        `const { field: b } = barrierField(flow, nodes, ${t0 + start}, ${T}, { viscosity: 1 })`,
        `const field = activeFtle(b, ${0.1 * (box.x[1] - box.x[0])})`,
      ].join('\n'),
    ],
  }[show] as [string, string]
  const names = `${made[0]}, analyticFlow, planarGrid`.split(', ').sort((a, b) => a.localeCompare(b))
  return [
    `import { ${names.join(', ')} } from 'pushforward/field'`,
    '',
    `const flow = ${MADE[name]} // or gridFlow(await readField(files))`,
    'const nodes = planarGrid({',
    `  x: ${range(1, nx, box.periodic[0])},`,
    `  y: ${range(0, ny, box.periodic[1])},`,
    `  nx: ${nx},`,
    `  ny: ${ny},`,
    `  periodic: [${box.periodic[1]}, ${box.periodic[0]}], // along y, along x`,
    '})',
    made[1],
    '',
    'console.log(Math.max(...field.values.filter(Number.isFinite)))',
  ].join('\n')
}

function callOfFile(): string {
  return [
    "import { readFileSync } from 'node:fs'",
    "import { gunzipSync } from 'node:zlib'",
    "import { gridFlow, readField } from 'pushforward/field'",
    '',
    "const bytes = gunzipSync(readFileSync('data/piv-air-jet/piv-air-jet.csv.gz'))",
    "const film = await readField([{ name: 'piv-air-jet.csv', bytes }], { land: true })",
    "const flow = gridFlow({ ...film, land: true, interpolation: 'hermite' })",
    '',
    '// The rate at which neighbours part at a place, in snapshot 0',
    'const slopes = new Float64Array(4)',
    'flow.jacobian(film.x[64], film.y[64], 0, slopes)',
    'const [ux, uy, vx, vy] = slopes',
    'console.log((ux + vy) / 2 + Math.hypot(ux - vy, uy + vx) / 2)',
  ].join('\n')
}

function callOfJet({ flow, direction, duration, start, clusters, jetNodes, spaceNodes }: RunParameters): string {
  const inSpace = flow === 'jet-in-space'
  const t0 = (inSpace ? 20.3 : 10) + start
  const T = direction === 'forward' ? duration : -duration
  const [from, until] = [Math.min(t0, t0 + T), Math.max(t0, t0 + T)]
  return [
    inSpace
      ? "import { conditionalAverage, findInterface, ftle, grid, gridFlow, planeOf, recordFlow, temporalJet3 } from 'pushforward/field'"
      : "import { conditionalAverage, findInterface, ftle, grid, gridFlow, recordFlow, temporalJet } from 'pushforward/field'",
    "import { kmeans1d, rng } from 'pushforward/measure'",
    '',
    inSpace
      ? `const jet = planeOf(temporalJet3({ n: ${spaceNodes}, viscosity: ${0.16 / spaceNodes}, noise: ${NOISE_IN_SPACE}, random: rng(0) }))`
      : `const jet = temporalJet({ n: ${jetNodes}, random: rng(0) })`,
    `const film = recordFlow(jet, { from: ${from}, until: ${until} })`,
    `const flow = gridFlow(film)`,
    '',
    `// The dye at t₀ and its interfaces`,
    `const frame = film.t.findIndex((t) => Math.abs(t - ${t0}) < 0.05)`,
    'const size = film.x.length * film.y.length',
    'const step = film.x[1] - film.x[0]',
    'const dye = grid(film.scalar.slice(frame * size, (frame + 1) * size), [film.y.length, film.x.length], {',
    '  spacing: [step, step],',
    '  periodic: [true, true],',
    '})',
    `const { thresholds } = kmeans1d(dye.values, ${clusters})`,
    'const tnti = findInterface(dye, thresholds[0])',
    '',
    `const field = ftle(flow, dye, ${t0}, ${T})`,
    'const { xi, mean } = conditionalAverage(field, tnti, [-10, 0, 10].map((k) => (k * step) / 2))',
    'console.log(xi, mean)',
  ].join('\n')
}
