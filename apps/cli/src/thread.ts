/**
 * Work on a thread of its own, so that the main thread can answer an interrupt at any moment.
 * @module
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'

type Message<Note, Result> =
  | { readonly kind: 'note'; readonly note: Note }
  | { readonly kind: 'result'; readonly result: Result }
  | { readonly kind: 'error'; readonly name: string; readonly message: string; readonly stack?: string }

/**
 * Runs a module that calls `work` on a thread and resolves with its result.
 * @param module URL of the compiled module
 * @param input structured-cloneable
 * @throws what the work threw, with the same name and message
 */
export function onThread<Input, Note, Result>(
  module: URL,
  input: Input,
  listen: (note: Note) => void = () => {},
): Promise<Result> {
  // What a library prints there must not get into our JSON.
  const worker = new Worker(module, { workerData: input, stdout: true })
  worker.stdout.pipe(process.stderr, { end: false })
  return new Promise<Result>((resolve, reject) => {
    worker.on('message', (message: Message<Note, Result>) => {
      if (message.kind === 'note') listen(message.note)
      else if (message.kind === 'result') resolve(message.result)
      else reject(Object.assign(new Error(message.message), { name: message.name, stack: message.stack }))
    })
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the thread ended with code ${code} before its work was done`)))
  }).finally(() => worker.terminate())
}

/** The thread's side: does the work on the input and reports to the main thread. */
export function work<Input, Note, Result>(task: (input: Input, tell: (note: Note) => void) => Promise<Result>): void {
  if (isMainThread || !parentPort) throw new Error('this module runs on a thread of the command, not by itself')
  const port = parentPort
  const post = (message: Message<Note, Result>) => port.postMessage(message)
  task(workerData as Input, (note) => post({ kind: 'note', note })).then(
    (result) => post({ kind: 'result', result }),
    (error: unknown) => {
      const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
      post({ kind: 'error', name, message, stack })
    },
  )
}
