/**
 * HDF5, and with it NetCDF-4, as named arrays, by h5wasm, which is loaded at the first use.
 *
 * The file is laid into the memory file system of h5wasm under a name of its own, and removed by `close`.
 * @module
 */
import type { Dataset, Group } from 'h5wasm'
import { InputError, UnsupportedError } from '../errors.js'
import type { FieldFile } from './gridded-field.js'
import type { NamedArray } from './readers-arrays.js'

export interface OpenedArrays {
  readonly arrays: readonly NamedArray[]
  readonly close: () => void
}

let opened = 0

/**
 * @throws InputError if the file is cut short or damaged
 * @throws UnsupportedError if h5wasm is not installed
 */
export async function openHdf5({ name: file, bytes }: FieldFile): Promise<OpenedArrays> {
  const hdf5 = await loadReader()
  const module = await hdf5.ready
  const path = `/pushforward-${opened++}.h5`
  module.FS.writeFile(path, bytes)
  let handle: InstanceType<typeof hdf5.File> | undefined
  const close = () => {
    handle?.close()
    module.FS.unlink(path)
  }
  try {
    handle = guarded(file, module, () => new hdf5.File(path, 'r'))
    const arrays: NamedArray[] = []
    guarded(file, module, () => collect({ file, hdf5, module }, handle as Group, '', arrays))
    return { arrays, close }
  } catch (error) {
    close()
    throw error
  }
}

type Hdf5 = typeof import('h5wasm')
type Hdf5Module = Awaited<Hdf5['ready']>

interface Opened {
  readonly file: string
  readonly hdf5: Hdf5
  readonly module: Hdf5Module
}

function collect(opened: Opened, group: Group, path: string, into: NamedArray[]): void {
  for (const key of group.keys()) {
    const item = group.get(key)
    const name = path === '' ? key : `${path}/${key}`
    if (item instanceof opened.hdf5.Group) collect(opened, item, name, into)
    else if (item instanceof opened.hdf5.Dataset && isNumeric(item) && !isBareDimension(item)) {
      into.push(arrayOf(opened, name, item))
    }
  }
}

/** Integers and floats; texts, compounds and references are passed over. */
function isNumeric({ dtype, shape }: Dataset): boolean {
  return shape !== null && typeof dtype === 'string' && /^[<>|]?[bBhHiIlLqQefd]$/.test(dtype)
}

/** NetCDF-4 stores a dimension without coordinates as a data set of zeros, with this for a name. */
function isBareDimension(dataset: Dataset): boolean {
  return dataset.get_scale_name()?.startsWith('This is a netCDF dimension but not a netCDF variable') ?? false
}

function arrayOf({ file, module }: Opened, name: string, dataset: Dataset): NamedArray {
  const shape = dataset.shape ?? []
  const scales = shape.map((_, axis) => dataset.get_attached_scales(axis)[0])
  const attributes: Record<string, number | string> = {}
  for (const key of ['units', 'scale_factor', 'add_offset', '_FillValue', 'missing_value']) {
    const value = dataset.attrs[key]?.to_array()
    const one = Array.isArray(value) ? value[0] : value
    const first = typeof one === 'bigint' ? Number(one) : one
    if (typeof first === 'number' || typeof first === 'string') attributes[key] = first
  }
  return {
    file,
    name,
    shape,
    ...(scales.every((scale) => scale !== undefined && scale !== null) &&
      scales.length > 0 && { axes: scales.map((scale) => (scale as string).split('/').at(-1) as string) }),
    attributes,
    read: () => {
      const value = guarded(`${file}: ${name}`, module, () => dataset.value)
      if (value instanceof BigInt64Array || value instanceof BigUint64Array) return Float64Array.from(value, Number)
      return ArrayBuffer.isView(value) ? (value as Float64Array) : [value as number]
    },
  }
}

async function loadReader(): Promise<Hdf5> {
  try {
    return await import('h5wasm')
  } catch {
    throw new UnsupportedError('hdf5: the optional package h5wasm is not installed; npm install h5wasm')
  }
}

/** Errors are thrown while this reads; else h5wasm writes them to the console and returns empty results. */
function guarded<T>(file: string, module: Hdf5Module, read: () => T): T {
  module.activate_throwing_error_handler()
  try {
    return read()
  } catch (error) {
    throw new InputError(`${file}: is damaged or cut short: ${reasonOf((error as Error).message)}`)
  } finally {
    module.deactivate_throwing_error_handler()
  }
}

/** HDF5 reports a stack of causes: the innermost says most. */
function reasonOf(message: string): string {
  const lines = message
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const last = lines.findLast((line) => /^#\d+/.test(line)) ?? lines.at(-1) ?? 'unknown'
  return last.replace(/^#\d+.*?\(\):\s*/, '').slice(0, 200)
}
