/**
 * The site over HTTP.
 * @module
 */
export { createApp } from './app.js'
export { readRunLimits } from './config.js'
export { type FirstFigures, firstFigures, firstFiguresReader } from './explorations.js'
export { paperAsText } from './paper-as-text.js'
export { createPrograms } from './programs.js'
export type { AppParts } from './routes/parts.js'
export { openRuns } from './runs/worker.js'
export { type RunningServer, type ServeOptions, serve } from './serve.js'
