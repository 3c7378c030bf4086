import { crc32, inflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { encodePng } from './png.js'

/** Chunks of a PNG file by type, their checksums verified against zlib's. */
function chunks(bytes: Uint8Array): Map<string, Buffer> {
  const file = Buffer.from(bytes)
  expect(file.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  const found = new Map<string, Buffer>()
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at)
    const body = file.subarray(at + 4, at + 8 + length)
    expect(file.readUInt32BE(at + 8 + length)).toBe(crc32(body))
    found.set(body.toString('latin1', 0, 4), body.subarray(4))
    at += length + 12
  }
  return found
}

test('a picture comes back from its file: size, palette, pixels, transparency', async () => {
  const pixels = new Uint8Array([0, 1, 2, 2, 1, 0])
  const palette = new Uint8Array([255, 0, 0, 0, 255, 0, 0, 0, 255])
  const found = chunks(await encodePng({ columns: 3, rows: 2, pixels, palette, transparent: 2 }))
  expect([...found.keys()]).toEqual(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'])
  expect([...(found.get('IHDR') ?? [])]).toEqual([0, 0, 0, 3, 0, 0, 0, 2, 8, 3, 0, 0, 0])
  expect([...(found.get('PLTE') ?? [])]).toEqual([...palette])
  expect([...(found.get('tRNS') ?? [])]).toEqual([255, 255, 0])
  expect([...inflateSync(found.get('IDAT') as Buffer)]).toEqual([0, 0, 1, 2, 0, 2, 1, 0])
})
