/**
 * Work that outlasts a request: a queue in the store, and runs of papers on the server.
 * @module
 */
export { type Job, openQueue, type Queue, type QueueOptions } from './queue.js'
export {
  addEvents,
  beginRun,
  cancelRun,
  endRun,
  giveBackRun,
  loseRun,
  type NumberedEvent,
  QueueFullError,
  RUNS,
  type RunRecord,
  type RunRequest,
  type RunState,
  requestRun,
  retryRun,
  runById,
  runEvents,
} from './runs.js'
