/**
 * The house's colours and type, in three forms: light and dark values for files, CSS variables for pages (one picture
 * then serves both themes).
 * @module
 */
import type { Role } from './figure.js'

export type ThemeName = 'light' | 'dark' | 'css'

export type Surface = 'background' | 'panel' | 'ink' | 'quiet' | 'rule' | 'link'

export interface Theme {
  readonly name: ThemeName
  readonly roles: Readonly<Record<Role, string>>
  /** Text in a role's colour: the same hue, darker where letters would be too faint (at least 4.5 : 1; marks need less). */
  readonly inks: Readonly<Record<Role, string>>
  readonly surface: Readonly<Record<Surface, string>>
  /** Named, never inherited: labels are measured with it before they are placed. */
  readonly font: string
}

type Values = Pick<Theme, 'roles' | 'inks' | 'surface'>

const LIGHT_ROLES: Values['roles'] = {
  source: '#0072b2',
  target: '#d55e00',
  made: '#1b1d22',
  baseline: '#767b86',
  fourth: '#cc79a7',
  fifth: '#009e73',
  sixth: '#e69f00',
  held: '#00735a',
  refuted: '#b3261e',
  muted: '#5b606b',
}

const LIGHT: Values = {
  roles: LIGHT_ROLES,
  inks: {
    ...LIGHT_ROLES,
    target: '#b54f00',
    baseline: '#696e78',
    fourth: '#99597c',
    fifth: '#007d5a',
    sixth: '#946400',
  },
  surface: {
    background: '#fcfcfa',
    panel: '#f3f3ef',
    ink: '#1b1d22',
    quiet: '#5b606b',
    rule: '#d9d9d2',
    link: '#0b5cad',
  },
}

const DARK_ROLES: Values['roles'] = {
  source: '#56a8e8',
  target: '#ff9a4d',
  made: '#e9eaee',
  baseline: '#8b919d',
  fourth: '#cc79a7',
  fifth: '#009e73',
  sixth: '#e69f00',
  held: '#35c79a',
  refuted: '#ff8a80',
  muted: '#a2a8b4',
}

const DARK: Values = {
  roles: DARK_ROLES,
  inks: DARK_ROLES,
  surface: {
    background: '#14161a',
    panel: '#1d2026',
    ink: '#e9eaee',
    quiet: '#a2a8b4',
    rule: '#343944',
    link: '#6cb2ff',
  },
}

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

/** Sizes in pixels: 14 for figures' labels up to 36 for a page's question. */
export const TYPE_SCALE = [14, 16, 18, 22, 28, 36] as const

export const roleNames = Object.keys(LIGHT_ROLES) as readonly Role[]

const variables = <Name extends string>(names: readonly string[], prefix: string) =>
  Object.fromEntries(names.map((name) => [name, `var(--${prefix}-${name})`])) as Record<Name, string>

const THEMES: Readonly<Record<ThemeName, Theme>> = {
  light: { name: 'light', ...LIGHT, font: FONT },
  dark: { name: 'dark', ...DARK, font: FONT },
  css: {
    name: 'css',
    roles: variables<Role>(roleNames, 'role'),
    inks: variables<Role>(roleNames, 'ink'),
    surface: variables<Surface>(Object.keys(LIGHT.surface), 'surface'),
    font: FONT,
  },
}

export const theme = (name: ThemeName): Theme => THEMES[name]

/**
 * The declarations that pictures in CSS form need: `--role-source: #0072b2; --surface-ink: …`. Put those of the light
 * theme on `:root` and those of the dark one under its media query or attribute.
 */
export function cssVariables(name: Exclude<ThemeName, 'css'>): string {
  const { roles, inks, surface } = THEMES[name]
  const declare = (prefix: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([key, value]) => `--${prefix}-${key}: ${value};`)
  return [...declare('role', roles), ...declare('ink', inks), ...declare('surface', surface)].join(' ')
}
