/**
 * NetCDF-3 (classic and 64-bit offset) as named arrays: netcdfjs, which is loaded at the first use, reads the header; the
 * values go from the file's bytes straight into float64.
 * @module
 */
import { InputError, UnsupportedError } from '../errors.js'
import type { FieldFile } from './gridded-field.js'
import type { NamedArray } from './readers-arrays.js'

/**
 * @throws InputError if the file is cut short or damaged
 * @throws UnsupportedError if netcdfjs is not installed or the file is of the 64-bit data variant (CDF-5)
 */
export async function openNetcdf({ name: file, bytes }: FieldFile): Promise<NamedArray[]> {
  if ((bytes[3] as number) > 2) {
    throw new UnsupportedError(
      `${file}: is NetCDF with 64-bit data (CDF-${bytes[3]}); nccopy -k nc4 makes one that is read`,
    )
  }
  const { NetCDFReader } = await loadReader()
  const { dimensions = [], variables = [], recordDimension } = guarded(file, () => new NetCDFReader(bytes)).header
  const records = variables.filter(({ record }) => record)
  return variables
    .filter(({ type }) => Object.hasOwn(TYPES, type))
    .map((variable): NamedArray => {
      const { name, offset, record } = variable
      const type = TYPES[variable.type as TypeName]
      const shape = variable.dimensions.map((id, k) =>
        k === 0 && record ? recordDimension.length : (dimensions[id]?.size ?? 0),
      )
      const run = shape.slice(record ? 1 : 0).reduce((a, b) => a * b, 1)
      // Records of one variable follow each other; those of several take turns, each in a multiple of four bytes.
      const stride = records.length === 1 ? run * type.bytes : (recordDimension.recordStep ?? 0)
      return {
        file,
        name,
        shape,
        axes: variable.dimensions.map((id) => dimensions[id]?.name ?? ''),
        attributes: Object.fromEntries((variable.attributes as Attribute[]).map((each) => [each.name, each.value])),
        read: () => {
          const turns = record ? recordDimension.length : 1
          const end = offset + Math.max(0, turns - 1) * stride + run * type.bytes
          if (end > bytes.length) {
            throw new InputError(`${file}: is cut short: ${name} ends at byte ${end}, the file at byte ${bytes.length}`)
          }
          const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
          const values = new Float64Array(turns * run)
          for (let turn = 0; turn < turns; turn++) {
            const start = offset + turn * stride
            for (let i = 0; i < run; i++) values[turn * run + i] = type.at(view, start + i * type.bytes)
          }
          return values
        },
      }
    })
}

interface Attribute {
  readonly name: string
  readonly value: number | string
}

type TypeName = keyof typeof TYPES

/** Big-endian, as the format has it. */
const TYPES = {
  byte: { bytes: 1, at: (view: DataView, at: number) => view.getInt8(at) },
  short: { bytes: 2, at: (view: DataView, at: number) => view.getInt16(at) },
  int: { bytes: 4, at: (view: DataView, at: number) => view.getInt32(at) },
  float: { bytes: 4, at: (view: DataView, at: number) => view.getFloat32(at) },
  double: { bytes: 8, at: (view: DataView, at: number) => view.getFloat64(at) },
} as const

async function loadReader(): Promise<typeof import('netcdfjs')> {
  try {
    return await import('netcdfjs')
  } catch {
    throw new UnsupportedError('netcdf: the optional package netcdfjs is not installed; npm install netcdfjs')
  }
}

function guarded<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new InputError(`${file}: is damaged or cut short: ${(error as Error).message}`)
  }
}
