/**
 * Pages as pure functions of what they show.
 * @module
 */
export { ESTIMATED_LETTER, narrowFigure } from './narrow.js'
export { renderAbout } from './pages/about.js'
export { renderFeed } from './pages/feed.js'
export { renderPaper } from './pages/paper.js'
export { renderFailure, renderNotFound } from './pages/problem.js'
export { frameOf } from './paper/session.js'
export { toHtml } from './prose.js'
export { type Story, storyOf } from './story.js'
export type * from './view.js'
