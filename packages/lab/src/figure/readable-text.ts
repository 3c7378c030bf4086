/**
 * Text among marks: in the ink of its role instead of the colour of its mark, and with a halo, so that a label can lie on
 * the line it names.
 *
 * A label shares its colour scale with the marks it names. The compiled chart therefore gets a second scale beside each
 * one that paints with roles, the same but for the range, and text is painted with that.
 * @module
 */
import type { GroupMark, Mark, Scale, Scope, Spec } from 'vega'
import { roleNames, type Theme } from './theme.js'
import { categoryRange } from './vega-config.js'

/** A chart compiled by Vega-Lite, with its text in inks. */
export function readableText(chart: Spec, theme: Theme): Spec {
  const inkOf = new Map(roleNames.map((role) => [theme.roles[role], theme.inks[role]]))
  return withInks(chart, inkOf, categoryRange(theme.inks), new Set())
}

type Inks = ReadonlyMap<string, string>

function withInks<Group extends Scope>(
  group: Group,
  inkOf: Inks,
  categories: readonly string[],
  outer: ReadonlySet<string>,
): Group {
  const inScales = (group.scales ?? []).flatMap((scale) => {
    const range = inkRange(scale, inkOf, categories)
    return range ? [{ ...scale, name: inkScale(scale.name), range } as Scale] : []
  })
  const known = new Set([...outer, ...inScales.map(({ name }) => name)])
  const marks = group.marks?.map((mark): Mark => {
    if (mark.type === 'group') return withInks(mark as GroupMark, inkOf, categories, known)
    if (mark.type !== 'text') return mark
    const encode = Object.entries(mark.encode ?? {}).map(([set, entry]) =>
      entry && 'fill' in entry ? [set, { ...entry, fill: inkFill(entry.fill, inkOf, known) }] : [set, entry],
    )
    return { ...mark, encode: Object.fromEntries(encode) }
  })
  return {
    ...group,
    ...(group.scales ? { scales: [...group.scales, ...inScales] } : {}),
    ...(marks ? { marks } : {}),
  }
}

const inkScale = (name: string) => `${name}-of-text`

/** Undefined where a scale paints with no role. */
function inkRange(scale: Scale, inkOf: Inks, categories: readonly string[]): readonly unknown[] | undefined {
  const range = 'range' in scale ? (scale.range as unknown) : undefined
  if (range === 'category') return categories
  if (!Array.isArray(range) || !range.some((colour) => inkOf.has(colour))) return undefined
  return range.map((colour) => inkOf.get(colour) ?? colour)
}

interface Fill {
  readonly value?: unknown
  readonly scale?: unknown
}

/** One rule, or several with a test each. */
function inkFill(fill: unknown, inkOf: Inks, scales: ReadonlySet<string>): unknown {
  if (Array.isArray(fill)) return fill.map((rule) => inkFill(rule, inkOf, scales))
  const { value, scale } = fill as Fill
  if (typeof value === 'string') return { ...(fill as Fill), value: inkOf.get(value) ?? value }
  const name = typeof scale === 'string' ? inkScale(scale) : ''
  return scales.has(name) ? { ...(fill as Fill), scale: name } : fill
}

/** Around the letters of labels among marks, in drawings as text; the page's style says the same of live charts. */
export function withHalo(drawing: string, { surface }: Theme): string {
  const halo = `paint-order="stroke" stroke="${surface.background}" stroke-width="${HALO}" stroke-linejoin="round"`
  return drawing.replace(/<g class="mark-text role-mark[^"]*"/g, (group) => `${group} ${halo}`)
}

/** Pixels, half of them outside the letters: a line of 1.5 to 2.5 shows on both sides of a label, not between its letters. */
const HALO = 4
