/**
 * The theme as a Vega-Lite configuration. A specification gives its marks a role by style: `mark: { type: 'point', style:
 * 'source' }` brings the colour and the mark of that role (hollow circle, filled square, thick line).
 * @module
 */
import type { Theme } from './theme.js'

const LABEL = 14
const TITLE = 16

export function vegaConfig({ roles, surface, font }: Theme): Record<string, unknown> {
  const hollow = { filled: false, shape: 'circle', strokeWidth: 1.5 }
  const dashed = { strokeDash: [6, 4], strokeWidth: 1.5 }
  return {
    // The page and the exported file bring their own background; marks need no labels as the figure has a text alternative.
    background: null,
    aria: false,
    font,
    padding: 0,
    view: { stroke: null },
    style: {
      source: { color: roles.source, ...hollow },
      target: { color: roles.target, shape: 'square', ...dashed },
      made: { color: roles.made, shape: 'circle', strokeWidth: 2.5 },
      baseline: { color: roles.baseline, strokeWidth: 1.5 },
      fourth: { color: roles.fourth, strokeWidth: 1.5 },
      fifth: { color: roles.fifth, strokeWidth: 1.5 },
      sixth: { color: roles.sixth, strokeWidth: 1.5 },
      muted: { color: roles.muted, strokeWidth: 1 },
      'guide-label': { font, fontSize: LABEL, fill: surface.quiet },
      'guide-title': { font, fontSize: LABEL, fontWeight: 'normal', fill: surface.ink },
      'group-title': { font, fontSize: TITLE, fontWeight: 600, fill: surface.ink },
    },
    mark: { color: roles.made },
    // Here and not in a role's style: a line in that style would be filled as an area.
    point: { opacity: 1, filled: true },
    text: { color: surface.ink, font, fontSize: LABEL },
    rule: { color: surface.quiet },
    line: { strokeCap: 'round', strokeJoin: 'round' },
    axis: {
      domainColor: surface.rule,
      tickColor: surface.rule,
      gridColor: surface.rule,
      gridOpacity: 0.6,
      titlePadding: 8,
      tickCount: 5,
      tickSize: 4,
      labelOverlap: true,
    },
    axisX: { grid: false },
    axisXDiscrete: { labelAngle: 0 },
    legend: {
      orient: 'top',
      direction: 'horizontal',
      offset: 8,
      symbolStrokeWidth: 2,
      labelLimit: 240,
      titleLimit: 480,
    },
    header: { labelFontSize: LABEL, titleFontSize: LABEL, labelColor: surface.ink, titleColor: surface.ink },
    title: { anchor: 'start', fontWeight: 600 },
    range: {
      category: categoryRange(roles),
      ramp: { scheme: 'sequential' },
      heatmap: { scheme: 'sequential' },
      diverging: { scheme: 'diverging' },
      cyclic: { scheme: 'cyclic' },
    },
  }
}

/** Series without roles of their own. */
export const categoryRange = (colours: Theme['roles']): readonly string[] =>
  (['source', 'target', 'made', 'fourth', 'fifth', 'sixth', 'baseline'] as const).map((role) => colours[role])
