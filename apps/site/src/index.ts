/**
 * Pages as pure functions of what they show.
 * @module
 */
export { formatPeriod } from './format.js'
export { narrowFigure } from './narrow.js'
export { renderPart } from './page.js'
export { renderAbout } from './pages/about.js'
export { renderApi } from './pages/api.js'
export { topicPath } from './pages/entry.js'
export { type FeedsView, renderFeeds } from './pages/feeds.js'
export { renderHome } from './pages/home.js'
export { renderList } from './pages/list.js'
export { renderOffline } from './pages/offline.js'
export { renderPaper } from './pages/paper.js'
export { paperText } from './pages/paper-text.js'
export { renderPerson } from './pages/person.js'
export { renderFollowing, renderForYou, renderSaved } from './pages/personal.js'
export { renderFailure, renderNoList, renderNotFound, renderProblem, renderUnknownArxiv } from './pages/problem.js'
export { type RankingView, renderRanking } from './pages/ranking.js'
export { renderRun } from './pages/run.js'
export { renderSearch } from './pages/search.js'
export {
  type ConfirmSubscriptionView,
  type DigestForm,
  type DigestFormView,
  type PreferencesView,
  renderConfirmSubscription,
  renderMailLinkDead,
  renderPreferences,
  renderSubscribe,
  renderSubscribeAsked,
  renderSubscribed,
  renderUnsubscribe,
  type SubscribedView,
  type UnsubscribeView,
} from './pages/subscribe.js'
export { renderTopics } from './pages/topics.js'
export { frameOf } from './paper/session.js'
export { renderAccount } from './people/account.js'
export { discussionSection, threadPart } from './people/discussion.js'
export { followBox, saveBox } from './people/keep.js'
export { renderAct, renderModerationLog, renderModerationQueue } from './people/moderation.js'
export { renderNoReplies } from './people/no-replies.js'
export { renderRefusal } from './people/pages.js'
export { renderConfirm, renderLinkDead, renderLinkSent, renderSignIn } from './people/sign-in.js'
export { renderSubmit } from './people/submit.js'
export { commentForm, renderAuthorship, renderComment, renderFlag } from './people/take-part.js'
export type * from './people/view.js'
export { voteBox } from './people/vote-box.js'
export { toHtml } from './prose.js'
export { type Story, storyOf } from './story.js'
export type * from './view.js'
