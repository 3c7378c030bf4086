/**
 * The thread that runs a paper.
 * @module
 */
import { startThreads, threadCount } from '@pushforward/kernels'
import { collect, type ProgressEvent, type Report, runPaper } from '@pushforward/lab'
import { datasetReader, machine } from '@pushforward/lab/node'
import type { PaperTask } from './paper-task.js'
import { openPaper } from './papers.js'
import { work } from './thread.js'

work<PaperTask, ProgressEvent, Report>(async ({ paper, folders, threads, ...options }, tell) => {
  await startThreads(threads)
  const engine = `Wasm SIMD on ${threadCount()} ${threadCount() === 1 ? 'thread' : 'threads'}`
  const device = `${engine}, ${machine()}, Node ${process.versions.node}`
  const run = runPaper(await openPaper(paper), { ...options, dataset: datasetReader(folders), device })
  return collect(run, (event) => {
    if (event.type === 'progress') tell(event)
  })
})
