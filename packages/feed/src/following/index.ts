/**
 * What people keep for themselves: saved papers, followed topics and authors, their private feeds, and what comes of both.
 * @module
 */
export { type FollowKind, type Follows, follow, followsOf, isFollowed, unfollow } from './follows.js'
export { makePrivateFeed, personOfPrivateFeed, privateFeedOf, revokePrivateFeed } from './private-feed.js'
export { FOLLOWED, type Recommendation, recommend } from './recommend.js'
export { listSaved, savedOf, savePaper, unsavePaper } from './saved.js'
