/**
 * Compressions of Parquet beyond Snappy, by the host's own library. Pages have Snappy only: their decompression streams
 * can't be waited for inside a synchronous reader.
 * @module
 */
import { UnsupportedError } from '../errors.js'

type Decompress = (compressed: Uint8Array, length: number) => Uint8Array

type Codec = 'GZIP' | 'BROTLI' | 'ZSTD' | 'LZ4' | 'LZ4_RAW' | 'LZO'

/** Node's function for each; Zstandard came with Node 22.15. */
const IN_NODE: Partial<Record<Codec, string>> = {
  GZIP: 'gunzipSync',
  BROTLI: 'brotliDecompressSync',
  ZSTD: 'zstdDecompressSync',
}

/** A decompressor for every codec: those that the host lacks say so. */
export function decompressors(): Record<Codec, Decompress> {
  const codecs: readonly Codec[] = ['GZIP', 'BROTLI', 'ZSTD', 'LZ4', 'LZ4_RAW', 'LZO']
  return Object.fromEntries(codecs.map((codec) => [codec, decompressor(codec)])) as Record<Codec, Decompress>
}

function decompressor(codec: Codec): Decompress {
  return (compressed) => {
    const zlib = hostLibrary()
    const decompress = zlib?.[IN_NODE[codec] ?? '']
    if (decompress) return decompress(compressed)
    throw new UnsupportedError(`parquet: this host can't undo ${codec} compression; write the file with Snappy`)
  }
}

function hostLibrary(): Record<string, (bytes: Uint8Array) => Uint8Array> | undefined {
  if (typeof process === 'undefined' || !process.versions?.node) return undefined
  return process.getBuiltinModule('node:zlib') as unknown as Record<string, (bytes: Uint8Array) => Uint8Array>
}
