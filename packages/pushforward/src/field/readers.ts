/**
 * Velocity fields on a regular grid, from the files that measurements and models come in.
 *
 * | form | files | recognised by |
 * | --- | --- | --- |
 * | NumPy | one array a file, named by the file: u.npy, v.npy[, x.npy, y.npy, t.npy, c.npy], or velocity.npy | its magic bytes |
 * | NetCDF-3 | one or several (optional package netcdfjs) | `CDF` |
 * | NetCDF-4, HDF5 | one or several (optional package h5wasm) | its signature |
 * | text | CSV, PIV text, Tecplot points with columns x, y, u, v[, t][, c]; one file a frame if there is no t | all else |
 *
 * Everything comes back in one layout, that of `gridFlow`: ascending, evenly spaced axes and float64 values `[t][y][x]`.
 * @module
 */
import { InputError, UnsupportedError } from '../errors.js'
import { readNpy } from '../measure/readers-npy.js'
import type { FieldFile, GriddedField, ReadFieldOptions } from './gridded-field.js'
import { assembleArrays, type NamedArray } from './readers-arrays.js'
import { readColumns } from './readers-columns.js'
import { EVEN_TOLERANCE, finishField, type LooseField } from './readers-finish.js'
import { openHdf5 } from './readers-hdf5.js'
import { openNetcdf } from './readers-netcdf.js'

/**
 * @param files one or several of one form
 * @throws InputError naming file and place: empty, cut short or of no known form, a variable that is not there, another
 *   shape than the axes, text for a number, an axis that turns back, or is not evenly spaced without `regrid`, nodes missing or given twice, values missing
 *   without `land`, more than `maxBytes` or `maxValues`
 * @throws UnsupportedError if the optional package for the form is not installed, or the form's variant is not read
 * @example
 * await readField([{ name: 'flow.csv', bytes: utf8('x,y,u,v\n0,0,1,2\n1,0,3,4\n0,1,5,6\n1,1,7,8') }]) // u: [1, 3, 5, 7]
 */
export async function readField(files: readonly FieldFile[], options: ReadFieldOptions = {}): Promise<GriddedField> {
  assertFiles(files, options)
  const forms = new Set(files.map(formOf))
  if (forms.size > 1) {
    throw new InputError(`files: are of several forms (${[...forms].join(', ')}); files of one form are needed`)
  }
  const [form] = forms
  const read = form === 'text' ? readColumns(files, options) : await readArrays(files, form as Form, options)
  const field = finishField(read, options)
  return options.regrid ? onEvenAxes(field, options) : field
}

type Form = 'npy' | 'netcdf' | 'hdf5' | 'text'

/** Loaded when asked for: hardly any file needs it. */
async function onEvenAxes(field: GriddedField, { maxValues }: ReadFieldOptions): Promise<GriddedField> {
  const { regrid } = await import('./regrid.js')
  const { regridded, ...even } = regrid(field, { tolerance: EVEN_TOLERANCE, ...(maxValues && { maxValues }) })
  return { ...field, ...even, ...(regridded.length > 0 && { regridded }) }
}

/** Files of arrays stay open until what is needed of them has been read. */
async function readArrays(files: readonly FieldFile[], form: Form, options: ReadFieldOptions): Promise<LooseField> {
  const arrays: NamedArray[] = []
  const closers: (() => void)[] = []
  try {
    for (const file of files) {
      if (form === 'npy') arrays.push(npyArray(file))
      else if (form === 'netcdf') arrays.push(...(await openNetcdf(file)))
      else {
        const opened = await openHdf5(file)
        closers.push(opened.close)
        arrays.push(...opened.arrays)
      }
    }
    return assembleArrays(arrays, options)
  } finally {
    for (const close of closers) close()
  }
}

function npyArray({ name, bytes }: FieldFile): NamedArray {
  try {
    const { data, shape } = readNpy(bytes)
    const stem = (name.split(/[\\/]/).at(-1) as string).replace(/\.npy$/i, '')
    return { file: name, name: stem, shape, attributes: {}, read: () => data }
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${name}: ${error.message}`)
    if (error instanceof UnsupportedError) throw new UnsupportedError(`${name}: ${error.message}`)
    throw error
  }
}

const DEFAULT_MAX_BYTES = 2 ** 30

function assertFiles(files: readonly FieldFile[], { maxBytes = DEFAULT_MAX_BYTES }: ReadFieldOptions): void {
  if (files.length === 0) throw new InputError('files: there are none; at least one is needed')
  let total = 0
  for (const { name, bytes } of files) {
    if (bytes.length === 0) throw new InputError(`${name}: is empty (0 bytes)`)
    total += bytes.length
  }
  if (total > maxBytes) {
    throw new InputError(
      `files: have ${total} bytes; at most ${maxBytes} are accepted (cut out a part, or set maxBytes)`,
    )
  }
}

const HDF5_SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]

function formOf({ name, bytes }: FieldFile): Form {
  const begins = (signature: readonly number[]) => signature.every((byte, k) => bytes[k] === byte)
  if (begins([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59])) return 'npy'
  if (begins([0x43, 0x44, 0x46])) return 'netcdf'
  if (begins(HDF5_SIGNATURE)) return 'hdf5'
  if (begins([0x50, 0x4b, 0x03, 0x04])) throw new UnsupportedError(`${name}: is a ZIP archive; give the files in it`)
  const ending = /\.(npy|nc|nc4|cdf|h5|hdf5?|mat)$/i.exec(name)?.[1]
  if (ending) {
    const first = [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
    throw new InputError(
      `${name}: begins with the bytes ${first}, which no .${ending} file that is read here begins with`,
    )
  }
  return 'text'
}
