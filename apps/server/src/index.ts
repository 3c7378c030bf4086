/**
 * The site over HTTP.
 * @module
 */
export { type AppParts, createApp } from './app.js'
export { type FirstFigures, firstFigures } from './explorations.js'
export { type RunningServer, type ServeOptions, serve } from './serve.js'
