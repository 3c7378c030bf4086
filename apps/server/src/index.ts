/**
 * The site over HTTP.
 * @module
 */
export { createApp } from './app.js'
export { type FirstFigures, firstFigures } from './explorations.js'
export type { AppParts } from './routes/parts.js'
export { type RunningServer, type ServeOptions, serve } from './serve.js'
