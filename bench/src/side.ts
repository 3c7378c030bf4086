/**
 * A side of a comparison: a process of its own that stays for the whole row, so that its start is never timed and its
 * memory can be told from the other's.
 * @module
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { canFuse } from '@pushforward/kernels/fused'
import type { Failure, MemoryReply, Notes, Parameters, Request, RunReply } from './protocol.js'

/** The folder of this workspace, from dist/side.js. */
export const benchFolder = join(dirname(fileURLToPath(import.meta.url)), '..')

export type SideProgram =
  /** A module in src/sides. */
  | { readonly runtime: 'node'; readonly program: string }
  /** A class in peers/<file>.py. */
  | { readonly runtime: 'python'; readonly file: string; readonly program: string }

/** A side can't take part: not installed, or it failed. The message goes into the report as it is. */
export class SideFailure extends Error {
  override readonly name = 'SideFailure'
}

export interface Side {
  prepare(folder: string, parameters: Parameters, threads: number): Promise<Notes>
  run(count: number, settings: Parameters): Promise<RunReply>
  output(folder: string): Promise<void>
  memory(): Promise<MemoryReply>
  close(): void
}

/** The Python that has the peers: PUSHFORWARD_PEERS, or the environment that tools/peers.mjs makes. */
export function peersPython(): string {
  const own = process.platform === 'win32' ? '.venv/Scripts/python.exe' : '.venv/bin/python'
  return process.env.PUSHFORWARD_PEERS ?? join(benchFolder, own)
}

/** The longest that one request may take: what is slower than this is reported as such. */
const LIMIT_SECONDS = 900

/**
 * Starts the process.
 * @throws SideFailure if its runtime is not installed
 */
export function startSide(program: SideProgram, threads: number): Side {
  const child = program.runtime === 'node' ? startNode(program.program) : startPython(program, threads)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let failure: Error | undefined
  child.on('error', (error) => {
    failure = error
  })
  child.stdin.on('error', () => {}) // a process that has died is noticed by the end of its output

  async function request<Reply>(message: Request): Promise<Reply> {
    child.stdin.write(`${JSON.stringify(message)}\n`)
    const late = setTimeout(() => {
      failure = new Error(`took longer than ${LIMIT_SECONDS} s`)
      child.kill('SIGKILL')
    }, LIMIT_SECONDS * 1000)
    const { value, done } = await lines.next().finally(() => clearTimeout(late))
    if (done) throw new SideFailure(failure?.message ?? `ended with code ${child.exitCode ?? child.signalCode}`)
    const reply = JSON.parse(value) as Reply | Failure
    if (typeof reply === 'object' && reply !== null && 'missing' in reply) {
      throw new SideFailure(`not installed (${reply.missing})`)
    }
    if (typeof reply === 'object' && reply !== null && 'error' in reply) throw new SideFailure(reply.error)
    return reply as Reply
  }

  return {
    prepare: (folder, parameters, used) => request({ do: 'prepare', folder, parameters, threads: used }),
    run: (count, settings) => request({ do: 'run', count, settings }),
    output: (folder) => request({ do: 'output', folder }),
    memory: () => request({ do: 'memory' }),
    close: () => {
      child.stdin.end()
      setTimeout(() => child.kill(), 2000).unref()
    },
  }
}

function startNode(program: string): ChildProcessWithoutNullStreams {
  const entry = join(benchFolder, 'dist/sides/serve.js')
  // --expose-gc: garbage of one run is collected before the next is timed. Fused multiply-adds are behind a flag in Node 20.
  const flags = ['--expose-gc', ...(canFuse() ? [] : ['--experimental-wasm-relaxed-simd'])]
  return spawn(process.execPath, [...flags, entry, program], { stdio: ['pipe', 'pipe', 'inherit'] }) as never
}

function startPython(
  { file, program }: { file: string; program: string },
  threads: number,
): ChildProcessWithoutNullStreams {
  const python = peersPython()
  if (!existsSync(python)) throw new SideFailure('not installed (run: node tools/peers.mjs)')
  const limit = String(threads)
  const environment = {
    ...process.env,
    OMP_NUM_THREADS: limit,
    MKL_NUM_THREADS: limit,
    OPENBLAS_NUM_THREADS: limit,
    NUMBA_NUM_THREADS: limit,
    OMP_WAIT_POLICY: 'PASSIVE', // an idle side must not spin on a core that the other one needs
    BENCH_THREADS: limit,
    PYTHONDONTWRITEBYTECODE: '1',
  }
  const script = join(benchFolder, 'peers', `${file}.py`)
  // Warnings of a peer are shown with PUSHFORWARD_PEERS_VERBOSE; they would drown the report.
  const errors = process.env.PUSHFORWARD_PEERS_VERBOSE ? 'inherit' : 'ignore'
  return spawn(python, [script, program], { stdio: ['pipe', 'pipe', errors], env: environment }) as never
}
