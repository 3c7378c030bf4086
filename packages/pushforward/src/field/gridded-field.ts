/**
 * A velocity field on a regular grid as it is read from files, and how reading may be told what is what.
 * @module
 */
import type { FieldNames } from './readers-names.js'
import type { RegriddedAxis } from './regrid.js'

/** Values of a component: a gibibyte of float64. */
export const DEFAULT_MAX_VALUES = 2 ** 27

export interface FieldFile {
  readonly name: string
  /** The whole file. */
  readonly bytes: Uint8Array
}

export interface ReadFieldOptions {
  /**
   * Names of variables, columns or (for NumPy) files without ending. Default: the usual ones, such as u and v, uo and vo,
   * vx and vy; x or longitude; t or time; c or concentration. Columns without a header are '1', '2', …
   */
  readonly names?: FieldNames
  /**
   * Whether values may be missing (NaN, a fill value, a node without a line): they stay NaN, so that what touches them
   * becomes NaN too. Default false: the first missing value is an error, as it is more often damage than land.
   */
  readonly land?: boolean
  /** Which layer to take, from 0, where u and v have four axes `[t][z][y][x]`. Default: needed if there is more than one. */
  readonly layer?: number
  /** Times of the frames, in place of those in the files. */
  readonly times?: ArrayLike<number>
  /**
   * Order of the last two axes of arrays that do not name their axes. Default 'yx', as in C and NumPy; MATLAB's files have
   * 'xy'.
   */
  readonly order?: 'yx' | 'xy'
  /**
   * Whether axes and times that are unevenly spaced are brought to even ones, by `regrid`, as `regridded` then says. Default
   * false: they are an error, as a row that is missing looks like that too.
   */
  readonly regrid?: boolean
  /** Largest sum of file sizes, in bytes. Default 2^30. */
  readonly maxBytes?: number
  /** Largest number of values of a component, nt · ny · nx. Default 2^27: a gibibyte of float64. */
  readonly maxValues?: number
}

export interface GriddedField {
  /** `[nx]`, ascending, evenly spaced. */
  readonly x: Float64Array
  /** `[ny]` */
  readonly y: Float64Array
  /** `[nt]`; 0, 1, 2, … for frames without times. Absent for a single frame: a steady flow. */
  readonly t?: Float64Array
  /** `[nt, ny, nx]`; NaN where missing, with `land` only. */
  readonly u: Float64Array
  readonly v: Float64Array
  /** A scalar, such as a concentration, if there is one. */
  readonly c?: Float64Array
  /** Share of values of u that are missing in the files. */
  readonly missing: number
  /** Axes that were uneven in the files; with `regrid` only. */
  readonly regridded?: readonly RegriddedAxis[]
  /** Units as the files state them, by the keys above; nothing is converted (degrees stay degrees). */
  readonly units: Readonly<Partial<Record<'x' | 'y' | 't' | 'u' | 'v' | 'c', string>>>
  /** What was read as what: `{ u: 'flow.nc: uo', … }`. */
  readonly sources: Readonly<Partial<Record<'x' | 'y' | 't' | 'u' | 'v' | 'c', string>>>
}
