/**
 * What every figure must have before anyone sees it: a title that is a sentence, a text alternative that says
 * something, and data that fit together.
 * @module
 */
import { InputError } from 'pushforward/measure'
import type { Figure, MovingFlow, RasterFigure, SceneFigure } from './figure.js'

/** Shorter texts can't say what a figure shows and what it concludes. */
const SHORTEST_ALTERNATIVE = 30

/** @throws InputError naming the figure and what it lacks */
export function assertFigure(figure: Figure): void {
  const { id, title, alternative, aspect } = figure
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) {
    throw new InputError(`figure: the id is ${JSON.stringify(id)}; small letters, digits and hyphens are needed`)
  }
  const refuse = (problem: string): never => {
    throw new InputError(`figure ${id}: ${problem}`)
  }
  if (title.trim() === '') refuse('has no title; a sentence that says what to see is needed')
  if (alternative.trim().length < SHORTEST_ALTERNATIVE) {
    refuse(
      `the text alternative has ${alternative.trim().length} characters; what the figure shows and concludes is needed`,
    )
  }
  if (alternative.trim() === title.trim()) refuse('the text alternative repeats the title; what it shows is needed')
  if (!(aspect > 0 && aspect < Number.POSITIVE_INFINITY)) {
    refuse(`aspect is ${aspect}; a positive number (width over height) is needed`)
  }
  if (figure.kind === 'raster') assertRaster(figure, refuse)
  if (figure.kind === 'scene') assertScene(figure, refuse)
}

type Refuse = (problem: string) => never

function assertRaster(figure: RasterFigure, refuse: Refuse): void {
  const { columns, rows, values, domain, extent, lines = [], motion } = figure
  if (values.length !== columns * rows) {
    refuse(`has ${values.length} values; columns · rows = ${columns * rows} are needed`)
  }
  if (!(domain[0] < domain[1])) refuse(`domain is [${domain.join(', ')}]; two increasing numbers are needed`)
  const [left, right, bottom, top] = extent
  if (![left, right, bottom, top].every(Number.isFinite) || left === right || bottom === top) {
    refuse(`extent is [${extent.join(', ')}]; left, right, bottom, top of a box are needed`)
  }
  const curves = [...lines.flatMap(({ role, curves }) => curves.map((curve) => [role, curve] as const))]
  for (const trail of motion?.trails ?? []) curves.push(['made', trail])
  for (const [role, curve] of curves) {
    if (curve.length % 2 !== 0) refuse(`a line of ${role} has ${curve.length} coordinates; pairs are needed`)
    const bad = curve.findIndex((value) => !Number.isFinite(value))
    if (bad >= 0) refuse(`a line of ${role} has ${curve[bad]} at coordinate ${bad}; finite numbers are needed`)
  }
  if (motion?.flow) assertFlow(motion.flow, refuse)
}

function assertFlow({ x, y, t, u, v, pace, particles }: MovingFlow, refuse: Refuse): void {
  const size = (t?.length ?? 1) * y.length * x.length
  if (u.length !== size || v.length !== size) {
    refuse(`motion has ${u.length} and ${v.length} velocities; t · y · x = ${size} are needed`)
  }
  if (!(pace > 0 && pace < Number.POSITIVE_INFINITY)) refuse(`motion has the pace ${pace}; a positive number is needed`)
  if (!(Number.isInteger(particles) && particles >= 0)) {
    refuse(`motion has ${particles} particles; a whole number is needed`)
  }
}

function assertScene({ layers }: SceneFigure, refuse: Refuse): void {
  layers.forEach((layer, at) => {
    const triples =
      layer.kind === 'points' ? [layer.positions] : layer.kind === 'arrows' ? [layer.from, layer.to] : [layer.vertices]
    for (const flat of triples) {
      if (flat.length % 3 !== 0) refuse(`layer ${at} has ${flat.length} coordinates; triples are needed`)
      const bad = flat.findIndex((value) => !Number.isFinite(value))
      if (bad >= 0) refuse(`layer ${at} has ${flat[bad]} at coordinate ${bad}; finite numbers are needed`)
    }
    if (layer.kind === 'arrows' && layer.from.length !== layer.to.length) {
      refuse(`layer ${at} has ${layer.from.length / 3} starts and ${layer.to.length / 3} ends; as many are needed`)
    }
    if (layer.kind === 'mesh') {
      const count = layer.vertices.length / 3
      const bad = layer.faces.find((vertex) => !(Number.isInteger(vertex) && vertex >= 0 && vertex < count))
      if (bad !== undefined) refuse(`layer ${at} has a face with vertex ${bad}; 0 to ${count - 1} are there`)
      if (layer.faces.length % 3 !== 0) refuse(`layer ${at} has ${layer.faces.length} face indices; triples are needed`)
      if (layer.values && layer.values.length !== count) {
        refuse(`layer ${at} has ${layer.values.length} values for ${count} vertices; one a vertex is needed`)
      }
    }
  })
}
