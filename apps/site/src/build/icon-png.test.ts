import { readFileSync } from 'node:fs'
import { inflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { iconPng } from './icon-png.js'

const icon = readFileSync(new URL('../icon.svg', import.meta.url), 'utf8')

/** The colour of a pixel, by way of the file's own chunks. */
function reader(png: Uint8Array) {
  const view = new DataView(png.buffer)
  const chunks = new Map<string, Uint8Array>()
  for (let at = 8; at < png.length; at += 12 + view.getUint32(at)) {
    chunks.set(String.fromCharCode(...png.subarray(at + 4, at + 8)), png.subarray(at + 8, at + 8 + view.getUint32(at)))
  }
  const size = view.getUint32(16)
  const rows = inflateSync(chunks.get('IDAT') as Uint8Array)
  const palette = chunks.get('PLTE') as Uint8Array
  const colour = (x: number, y: number) => {
    const index = rows[y * (size + 1) + 1 + x] as number
    return `#${Buffer.from(palette.subarray(3 * index, 3 * index + 3)).toString('hex')}`
  }
  return { size, colour }
}

describe('the icon in pixels', () => {
  test('has the ground up to the corners, the ring hollow, the image filled', async () => {
    const { size, colour } = reader(await iconPng(icon, 192))
    const scale = 192 / 32
    expect(size).toBe(192)
    expect(colour(0, 0)).toBe('#14161a')
    expect(colour(9 * scale, 21 * scale)).toBe('#14161a') // inside the ring
    expect(colour(13 * scale, 21 * scale)).toBe('#56a8e8') // on its rim: cx + r
    expect(colour(23.5 * scale, 10.5 * scale)).toBe('#e9eaee')
  })

  test('leaves a margin for hosts that cut a circle', async () => {
    const { colour } = reader(await iconPng(icon, 512, 0.1))
    const scale = (512 * 0.8) / 32
    expect(colour(Math.round(51.2 + 23.5 * scale), Math.round(51.2 + 10.5 * scale))).toBe('#e9eaee')
  })

  test('refuses what it can’t draw', async () => {
    await expect(iconPng('<svg viewBox="0 0 3 4"/>', 16)).rejects.toThrow('square view box')
    const curve = '<svg viewBox="0 0 4 4"><rect fill="#000000"/><path d="M0 0C1 1" fill="none" stroke="#ffffff"/></svg>'
    await expect(iconPng(curve, 16)).rejects.toThrow('one quadratic curve')
    await expect(iconPng('<svg viewBox="0 0 4 4"><rect fill="red"/></svg>', 16)).rejects.toThrow('#rrggbb')
  })
})
