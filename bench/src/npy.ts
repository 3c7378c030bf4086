/**
 * Arrays as .npy files in a folder: how data reach every side.
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type NpyArray, type Points, readNpy, readNpyPoints, writeNpy } from 'pushforward/measure'

const path = (folder: string, name: string) => join(folder, `${name}.npy`)

export function save(folder: string, name: string, data: NpyArray['data'], shape?: readonly number[]): void {
  writeFileSync(path(folder, name), writeNpy(data, shape))
}

export function savePoints(folder: string, name: string, { data, n, d }: Points): void {
  save(folder, name, data, [n, d])
}

export function load(folder: string, name: string): NpyArray['data'] {
  return readNpy(readFileSync(path(folder, name))).data
}

export function loadPoints(folder: string, name: string): Points {
  return readNpyPoints(readFileSync(path(folder, name)))
}
