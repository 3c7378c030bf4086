/**
 * A picture of indexed colours as PNG: 8 bits a pixel and a palette, which is all that a raster needs.
 *
 * Source: PNG Specification, 3rd edition (W3C 2025), sections 5 (chunks), 11 (IHDR, PLTE, tRNS, IDAT) and annex D (CRC).
 * @module
 */

export interface IndexedPicture {
  readonly columns: number
  readonly rows: number
  /** One palette index a pixel, row-major from the top. */
  readonly pixels: Uint8Array
  /** Red, green, blue of each index, 1 to 256 colours. */
  readonly palette: Uint8Array
  /** The index that is not painted. */
  readonly transparent?: number
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const INDEXED = 3

/** The bytes of the PNG file. Asynchronous because the host's own compressor is. */
export async function encodePng({ columns, rows, pixels, palette, transparent }: IndexedPicture): Promise<Uint8Array> {
  const header = new Uint8Array(13)
  const view = new DataView(header.buffer)
  view.setUint32(0, columns)
  view.setUint32(4, rows)
  header[8] = 8
  header[9] = INDEXED
  // Each row is preceded by its filter; none suits indices best.
  const raw = new Uint8Array(rows * (columns + 1))
  for (let row = 0; row < rows; row++) {
    raw.set(pixels.subarray(row * columns, (row + 1) * columns), row * (columns + 1) + 1)
  }
  const alpha =
    transparent === undefined ? [] : [chunk('tRNS', new Uint8Array(transparent + 1).fill(255).fill(0, transparent))]
  return joined([
    new Uint8Array(SIGNATURE),
    chunk('IHDR', header),
    chunk('PLTE', palette),
    ...alpha,
    chunk('IDAT', await deflate(raw)),
    chunk('IEND', new Uint8Array()),
  ])
}

/** The PNG as a data URL. */
export async function pngDataUrl(picture: IndexedPicture): Promise<string> {
  const bytes = await encodePng(picture)
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return `data:image/png;base64,${btoa(text)}`
}

async function deflate(raw: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([raw]).stream().pipeThrough(new CompressionStream('deflate'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 12)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, data.length)
  for (let k = 0; k < 4; k++) bytes[4 + k] = type.charCodeAt(k)
  bytes.set(data, 8)
  view.setUint32(data.length + 8, crc(bytes.subarray(4, data.length + 8)))
  return bytes
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c
})

function crc(bytes: Uint8Array): number {
  let c = 0xffffffff
  for (const byte of bytes) c = (CRC_TABLE[(c ^ byte) & 0xff] as number) ^ (c >>> 8)
  return (c ^ 0xffffffff) >>> 0
}
