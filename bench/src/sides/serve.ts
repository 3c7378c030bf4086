/**
 * The process of a side that runs on Node: `node --expose-gc serve.js <program>` answers the protocol for the program in
 * the module of that name.
 * @module
 */
import { createInterface } from 'node:readline'
import type { MemoryReply, Program, Request, Values } from '../protocol.js'
import { markMemory, peakMemory, residentMemory } from './memory.js'

const name = process.argv[2] ?? ''
if (!/^[a-z0-9-]+$/.test(name)) throw new Error(`program: "${name}" is not a name`)
const reply = (message: unknown) => process.stdout.write(`${JSON.stringify(message)}\n`)
const collect = () => (globalThis as { gc?: () => void }).gc?.()

let program: Program | undefined
let before = 0

async function answer(request: Request): Promise<unknown> {
  if (request.do === 'prepare') {
    program = ((await import(`./${name}.js`)) as { program: Program }).program
    const notes = await program.prepare(request.folder, request.parameters, request.threads)
    collect()
    markMemory()
    before = residentMemory()
    return notes
  }
  if (!program) throw new Error('prepare comes first')
  if (request.do === 'run') {
    collect()
    let values: Values = {}
    const start = performance.now()
    for (let k = 0; k < request.count; k++) values = await program.run(request.settings)
    return { seconds: (performance.now() - start) / 1000, values }
  }
  if (request.do === 'output') {
    await program.output?.(request.folder)
    return {}
  }
  return { before, peak: peakMemory() } satisfies MemoryReply
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    reply(await answer(JSON.parse(line) as Request))
  } catch (error) {
    const missing = (error as { code?: string }).code === 'ERR_MODULE_NOT_FOUND'
    reply(missing ? { missing: (error as Error).message.split('\n')[0] } : { error: String(error) })
  }
}
process.exit()
