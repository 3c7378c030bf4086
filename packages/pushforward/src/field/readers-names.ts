/**
 * What variables of velocity fields are usually called.
 *
 * Sources: CF conventions and their users (CMEMS uo/vo, AVISO ugos/vgos, ERA5 u10/v10, HYCOM water_u/water_v, NEMO
 * time_counter), PIV software (x, y, u, v; vx, vy), solvers (velocity).
 * @module
 */

export interface FieldNames {
  readonly x?: string
  readonly y?: string
  readonly t?: string
  readonly u?: string
  readonly v?: string
  readonly c?: string
  /** Both components in one array, with an axis of length 2: `[2, ny, nx]`, `[nt, 2, ny, nx]` or last. */
  readonly velocity?: string
  /** 0 where there is no vector. Never guessed: what one program calls mask is 1 where another's is 0. */
  readonly valid?: string
}

export type Role = keyof FieldNames

/** Components come in pairs: the first pair of which both are there is taken. */
export const VELOCITY_PAIRS: readonly (readonly [string, string])[] = [
  ['u', 'v'],
  ['uo', 'vo'],
  ['vx', 'vy'],
  ['ux', 'uy'],
  ['u_x', 'u_y'],
  ['velocity_x', 'velocity_y'],
  ['x_velocity', 'y_velocity'],
  ['u_velocity', 'v_velocity'],
  ['eastward_velocity', 'northward_velocity'],
  ['water_u', 'water_v'],
  ['ugos', 'vgos'],
  ['u10', 'v10'],
  ['vozocrtx', 'vomecrty'],
]

/** The first name that is there is taken. */
export const USUAL_NAMES: Readonly<Record<'x' | 'y' | 't' | 'c' | 'velocity', readonly string[]>> = {
  x: ['x', 'x_mm', 'xc', 'lon', 'longitude', 'nav_lon'],
  y: ['y', 'y_mm', 'yc', 'lat', 'latitude', 'nav_lat'],
  t: ['t', 'time', 'times', 'ocean_time', 'time_counter', 'valid_time'],
  c: ['c', 'concentration', 'dye', 'scalar', 'tracer'],
  velocity: ['velocity', 'vel', 'uv'],
}

/** Axes across layers, which are neither time nor place. */
export const LAYER_AXIS = /^(z|depth\w*|lev|level|levels|layer|altitude|height|deptht|depthu|depthv|sigma\w*|s_rho)$/i
