/**
 * One way to start a thread from a string of source, in Node and in pages. The source defines
 * `start(data, ready)`, which is called once and reports by `ready()`.
 * @module
 */

export interface Thread {
  terminate(): void
}

const inNode = typeof process !== 'undefined' && Boolean(process.versions?.node)

/** Processors that this host lets us use. */
export function threadLimit(): number {
  const reported = (globalThis as { navigator?: { hardwareConcurrency?: number } }).navigator?.hardwareConcurrency
  if (reported) return reported
  if (!inNode) return 1
  return process.getBuiltinModule('node:os').availableParallelism()
}

export function spawnThread(source: string, data: Record<string, unknown>): Promise<Thread> {
  return inNode ? spawnInNode(source, data) : spawnInPage(source, data)
}

async function spawnInNode(source: string, data: Record<string, unknown>): Promise<Thread> {
  const { Worker } = process.getBuiltinModule('node:worker_threads')
  const tail = `const { workerData, parentPort } = require('node:worker_threads')
start(workerData, () => parentPort.postMessage('ready'))`
  const worker = new Worker(source + tail, { eval: true, workerData: data })
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve())
    worker.once('error', reject)
  })
  worker.unref()
  return { terminate: () => void worker.terminate() }
}

async function spawnInPage(source: string, data: Record<string, unknown>): Promise<Thread> {
  const tail = `onmessage = ({ data }) => start(data, () => postMessage('ready'))`
  const url = URL.createObjectURL(new Blob([source + tail], { type: 'text/javascript' }))
  const worker = new Worker(url)
  try {
    await new Promise<void>((resolve, reject) => {
      worker.onmessage = () => resolve()
      worker.onerror = (event) => reject(new Error(event.message))
      worker.postMessage(data)
    })
  } finally {
    URL.revokeObjectURL(url)
  }
  return { terminate: () => worker.terminate() }
}
