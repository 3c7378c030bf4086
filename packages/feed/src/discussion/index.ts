/**
 * What people do with papers: vote, comment, flag, submit, claim; and what moderators do about it.
 * @module
 */
export {
  type AuthorshipClaim,
  type ClaimState,
  type ClaimStep,
  claimAuthorship,
  claimOf,
  type KnownAuthor,
  knownAuthors,
  papersWrittenBy,
  peopleNamed,
} from './authorship.js'
export { voteOnComment } from './comment-votes.js'
export { comment, deleteComment, EDIT_MINUTES, editComment, LONGEST_COMMENT, type NewComment } from './comments.js'
export { FLAG_REASONS, type FlagReason, type FlagTarget, flag } from './flags.js'
export { RENDER_VERSION, renderMarkdown } from './markdown.js'
export { type Act, type Action, moderate } from './moderation.js'
export {
  type ConfirmedClaim,
  type FlaggedThing,
  type HeldAccount,
  type LogEntry,
  type ModerationQueue,
  moderationLog,
  moderationQueue,
  type WaitingClaim,
} from './moderation-lists.js'
export { deleteAccount, personalData } from './personal-data.js'
export { renderOldComments } from './rendered.js'
export {
  arxivIdOf,
  checkSubmission,
  type FilledForm,
  fillFromArxiv,
  formOf,
  type LookUp,
  readPasted,
  type SubmissionForm,
  type Submitted,
  slugOfArxiv,
  submit,
} from './submit.js'
export { type CommentRecord, commentById, type ThreadComment, thread } from './thread.js'
export { unvote, type VoteState, vote, voteState, votesOf } from './votes.js'
