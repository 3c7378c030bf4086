/**
 * Work that outlasts a request: a queue in the store, runs of papers on the server, what is done at set times.
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
export {
  claimDue,
  nextTime,
  type RunningTimers,
  type Schedule,
  startTimers,
  type Timer,
  type TimerOptions,
  type TimerState,
  timerKinds,
  timerStates,
  workTimers,
} from './timers.js'
