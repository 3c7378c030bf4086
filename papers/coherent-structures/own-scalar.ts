/**
 * The visitor's scalar: its interfaces, drawn, and what happens along their normals, as for the jet.
 *
 * Which axis of the data is homogeneous is not known, and so no Taylor scale: distances stay in the data's unit.
 * @module
 */
import { figure, type LabEvent, metric, progress } from '@pushforward/lab'
import { InputError } from 'pushforward/field'
import { averages } from './averages.js'
import { digits, scalarFigure } from './figures.js'
import { inUnits, type Scene } from './flows.js'
import { type ScalarInterfaces, scalarInterfaces } from './interfaces.js'
import { averaged, type Lens } from './structures.js'

/** Batches of an interface, whose means are taken as independent: the usual number for a standard error. */
const BATCHES = 20
/** Grid spacings on either side of the edge, between which averages are compared. */
const ACROSS = 3

/**
 * Draws the scalar with its interfaces.
 * @returns the interfaces, or undefined if the scene has no scalar
 * @throws InputError naming the scalar if it has fewer values than clusters, or no border
 */
export function* ownInterfaces(
  scene: Scene,
  t0: number,
  clusters: number,
): Generator<LabEvent, ScalarInterfaces | undefined, void> {
  if (!scene.scalar) return undefined
  const scalar = scene.scalar.at(t0)
  const found = interfacesOf(scene.scalar.source, () => scalarInterfaces(scalar, clusters))
  const { centres, tnti, tti } = found
  yield figure(
    scalarFigure({
      ...{ scene, scalar, t0, interfaces: [tnti, tti] },
      caption: `${scene.origin} ${clusters} clusters of c (${scene.scalar.source}): ${[...centres].map(digits).join(', ')}; the edge at ${digits(tnti.level)}, the next interface at ${digits(tti.level)}.`,
    }),
  )
  yield metric('level of the edge', tnti.level)
  return found
}

function interfacesOf(source: string, find: () => ScalarInterfaces): ScalarInterfaces {
  try {
    return find()
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${source}: has no two interfaces: ${error.message}`)
    throw error
  }
}

/** @param from share of the whole run that is done before */
export function* ownAverages(lens: Lens, { tnti, tti }: ScalarInterfaces, from: number): Generator<LabEvent> {
  const { scene, T, t0 } = lens
  const walk = averaged(lens)
  let step = walk.next()
  for (; !step.done; step = walk.next()) {
    yield progress(from + (1 - from) * step.value, 1, 'averages along the normals of your interfaces')
  }
  const { stretching, barriers } = step.value
  const { length, time } = scene.units
  yield* averages({
    ...{ tnti, tti, stretching, barriers },
    quantities:
      T === 0
        ? { stretching: 'mean rate of stretching', title: 'the rate of stretching', transport: 'mean |∇ω|' }
        : {
            stretching: `mean ${T > 0 ? 'forward' : 'backward'} FTLE`,
            title: 'mean FTLE',
            transport: 'mean viscous transport |b̄|/ν',
          },
    unit: {
      length: 1,
      name: inUnits('', length),
      axis: `distance ξ from the interface${length === '' ? '' : ` in ${length}`} (larger c on the right)`,
    },
    across: ACROSS * Math.min(...tnti.scalar.spacing),
    block: (line) => line.length / BATCHES,
    caption: `${scene.origin} ${T === 0 ? `At t = ${digits(t0)}` : `Over T = ${inUnits(digits(T), time)}`}.`,
  })
}
