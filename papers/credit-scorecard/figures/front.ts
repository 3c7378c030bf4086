/**
 * Performance against fairness, with standard errors on both axes.
 * @module
 */
import type { ChartFigure, Handle } from '@pushforward/lab'
import type { FairnessFront, FrontPoint } from 'pushforward/table'
import { digits } from './evidence.js'

/** The best point of the front that keeps the limit; the fairest one when none does. */
export function pointWithin({ points }: FairnessFront, limit: number): FrontPoint {
  return points.findLast(({ ivGroup }) => ivGroup.value <= limit) ?? (points[0] as FrontPoint)
}

const dot = ({ ivModel, ivGroup, auc, air }: FrontPoint) => ({
  model: ivModel.value,
  modelLow: ivModel.value - ivModel.se,
  modelHigh: ivModel.value + ivModel.se,
  group: ivGroup.value,
  groupLow: ivGroup.value - ivGroup.se,
  groupHigh: ivGroup.value + ivGroup.se,
  auc,
  air,
})

export function frontFigure(
  front: FairnessFront,
  limit: number,
  caption: string,
  handles?: readonly Handle[],
): ChartFigure {
  const chosen = pointWithin(front, limit)
  const kept = chosen.ivGroup.value <= limit
  const points = front.points.map(dot)
  const x = { field: 'group', type: 'quantitative', title: 'IV of the score towards the group' }
  const y = { field: 'model', type: 'quantitative', title: 'IV towards the outcome', scale: { zero: false } }
  const plain = front.path[0] as FrontPoint
  return {
    kind: 'chart',
    id: 'front',
    title: kept
      ? `Within ε = ${digits(limit)} the best score has AUC ${digits(chosen.auc)} and AIR ${digits(chosen.air)}.`
      : `No score of the path keeps ε = ${digits(limit)}; the fairest has IV ${digits(chosen.ivGroup.value)}.`,
    caption: `${caption} Bars: one standard error (delta method). Grey: dominated points. Dashed: ε.`,
    alternative: `A front of ${points.length} scores from AUC ${digits(plain.auc)} with group IV ${digits(plain.ivGroup.value)} to group IV ${digits(front.points[0]?.ivGroup.value ?? 0)}; the chosen one has AUC ${digits(chosen.auc)}, adverse impact ratio ${digits(chosen.air)}.`,
    aspect: 1.5,
    handles,
    spec: {
      data: { values: points },
      layer: [
        { mark: { type: 'rule', strokeDash: [6, 4], color: 'role:baseline' }, encoding: { x: { datum: limit } } },
        {
          data: { values: front.path.filter(({ dominated }) => dominated).map(dot) },
          mark: { type: 'point', style: 'muted', size: 25 },
          encoding: { x, y },
        },
        { mark: { type: 'line', color: 'role:source' }, encoding: { x, y } },
        {
          mark: { type: 'rule', color: 'role:source', opacity: 0.5 },
          encoding: { x: { ...x, field: 'groupLow' }, x2: { field: 'groupHigh' }, y },
        },
        {
          mark: { type: 'rule', color: 'role:source', opacity: 0.5 },
          encoding: { x, y: { ...y, field: 'modelLow' }, y2: { field: 'modelHigh' } },
        },
        { mark: { type: 'point', style: 'source', size: 40 }, encoding: { x, y } },
        { data: { values: [dot(chosen)] }, mark: { type: 'point', style: 'made', size: 140 }, encoding: { x, y } },
      ],
    },
  }
}
