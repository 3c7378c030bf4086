/**
 * People: accounts, sign-in, sessions, tokens, limits.
 * @module
 */
export { mailbox, networkOf } from './address.js'
export { type ApiToken, apiTokensOf, makeApiToken, personOfApiToken, revokeApiToken } from './api-token.js'
export {
  assertMayAct,
  assertModerator,
  isModerator,
  type Person,
  personByHandle,
  type Role,
  rename,
} from './person.js'
export { type Allowance, allow, forgetFullBuckets, type Limit, perDay, perHour, takeOrRefuse } from './rate-limit.js'
export { Refusal, type RefusalKind, textField } from './refusal.js'
export {
  closeSession,
  closeSessions,
  openSession,
  SESSION_LENGTH,
  type SessionRecord,
  sessionsOf,
  type Visit,
  visit,
} from './session.js'
export {
  type Confirmation,
  confirmSignIn,
  linkAddress,
  requestSignIn,
  type SignedIn,
  type SignInRequest,
} from './sign-in.js'
export { hashToken, newToken } from './token.js'
