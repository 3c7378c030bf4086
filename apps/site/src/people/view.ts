/**
 * What the pages of people show: plain data, which the server makes from records.
 * @module
 */

export interface PaperName {
  readonly slug: string
  readonly title: string
}

/** What must be changed in a form, and where. */
export interface Problem {
  /** Name of the field; empty: none in particular. */
  readonly field: string
  readonly message: string
}

export interface PersonView {
  readonly email: string
  readonly handle: string
  readonly name: string
  readonly role: 'member' | 'moderator' | 'administrator'
  readonly createdAt: Date
  /** 0: their votes do not count until a moderator has looked at the account. */
  readonly voteWeight: number
  readonly suspendedAt: Date | null
  /** They are told by mail when somebody answers them. */
  readonly replyMails: boolean
}

export interface AccountView {
  readonly person: PersonView
  readonly sessions: readonly {
    readonly device: string
    readonly createdAt: Date
    readonly seenAt: Date
    readonly current: boolean
  }[]
  readonly tokens: readonly {
    readonly id: number
    readonly name: string
    readonly createdAt: Date
    readonly usedAt: Date | null
  }[]
  /** Where to go once the name is chosen; `/` when the page was asked for itself. */
  readonly next: string
  /** A token that was made now: shown once. */
  readonly token?: string
  /** Feeds of their own. */
  readonly feed: {
    /** When their address was made; absent: there is none. */
    readonly madeAt?: Date
    /** Addresses that were made now, by what they hold: shown once. */
    readonly made?: readonly (readonly [what: string, address: string])[]
  }
  readonly problem?: Problem
  /** What the form held. */
  readonly form?: Readonly<Record<string, string>>
}

export interface CommentView {
  readonly id: number
  /** Null: the account, or the comment, is gone. */
  readonly author: {
    readonly handle: string
    readonly name: string
    /** Submitted the paper here. */
    readonly isSubmitter: boolean
    /** Wrote the paper. */
    readonly isAuthor: boolean
  } | null
  /** HTML that the server has made safe. */
  readonly html: string
  /** Present for whoever may change it now. */
  readonly source: string | null
  readonly createdAt: Date
  readonly editedAt: Date | null
  readonly gone: 'deleted' | 'removed' | null
  readonly good: number
  readonly bad: number
  /** What the reader said of it. */
  readonly mine: 'own' | 'good' | 'bad' | null
  readonly replies: readonly CommentView[]
}

export interface DiscussionView {
  readonly paper: PaperName
  readonly comments: readonly CommentView[]
  /** Somebody is signed in. */
  readonly signedIn: boolean
  /** The reader may remove comments. */
  readonly moderates: boolean
  /** Comments that are there. */
  readonly count: number
}

export interface VoteView {
  readonly slug: string
  readonly votes: number
  readonly voted: boolean
  /** The vote is kept and counts after a moderator's review. */
  readonly waiting: boolean
  /** Where the reader is, to come back to. */
  readonly next: string
}

export interface SaveView {
  readonly slug: string
  readonly saved: boolean
  /** Where the reader is, to come back to. */
  readonly next: string
}

export interface FollowView {
  readonly kind: 'topic' | 'author'
  readonly name: string
  readonly followed: boolean
  readonly next: string
}

/** A comment that is answered, changed or flagged. */
export interface CommentQuote {
  readonly id: number
  readonly html: string
  readonly author: string | null
}

export interface CommentFormView {
  readonly paper: PaperName
  readonly body: string
  readonly reply?: CommentQuote
  readonly edit?: CommentQuote
  readonly problem?: Problem
}

export interface FlagView {
  readonly paper: PaperName
  readonly comment?: CommentQuote
  /** What can be said, by its name. */
  readonly reasons: Readonly<Record<string, string>>
  readonly reason: string
  readonly note: string
  readonly problem?: Problem
  /** It was received. */
  readonly done: boolean
}

export interface AuthorshipView {
  readonly paper: PaperName
  /** Names on the paper. */
  readonly authors: readonly string[]
  readonly author: string
  readonly evidence: string
  readonly claim?: {
    readonly author: string
    readonly state: 'open' | 'granted' | 'denied' | 'appealed'
    readonly decision: string | null
  }
  readonly problem?: Problem
}

export interface ModerationLogView {
  readonly entries: readonly {
    readonly id: number
    readonly at: Date
    readonly action: string
    readonly reason: string
    readonly moderator: string | null
    readonly paper: PaperName | null
    readonly comment: number | null
    readonly person: string | null
  }[]
  /** Id of the last entry, when there are older ones. */
  readonly more?: number
}

/** What the claimant or a moderator said of a claim. */
export interface ClaimStepView {
  readonly step: 'claimed' | 'appealed' | 'granted' | 'denied'
  readonly at: Date
  readonly author: string
  readonly words: string
  /** Null: the account is gone, or it was the claimant. */
  readonly moderator: string | null
}

export interface ModerationQueueView {
  readonly queue: {
    readonly flagged: readonly {
      readonly paper: PaperName
      readonly comment: { readonly id: number; readonly body: string; readonly author: string | null } | null
      readonly flags: readonly { readonly reason: string; readonly note: string; readonly by: string | null }[]
    }[]
    readonly held: readonly {
      readonly handle: string
      readonly name: string
      readonly createdAt: Date
      readonly network: string
      readonly neighbours: number
      readonly votes: number
    }[]
    readonly claims: readonly {
      readonly id: number
      readonly paper: PaperName
      readonly author: string
      readonly evidence: string
      readonly state: string
      readonly handle: string
      readonly email: string
      readonly history: readonly ClaimStepView[]
    }[]
    readonly confirmed: readonly {
      readonly id: number
      readonly paper: PaperName
      readonly author: string
      readonly handle: string
      readonly history: readonly ClaimStepView[]
    }[]
  }
  readonly problem?: Problem
}

export interface SubmitView {
  /** Fields as filled in: `arxiv`, `title`, `authors` (one a line), `published`, `abstract`, `topics`, `codeUrl`, `projectUrl`, `paste`. */
  readonly form: Readonly<Record<string, string>>
  readonly problem?: Problem
  /** What was read from what was pasted, or what arXiv said. */
  readonly note?: string
  /** arXiv can be asked to fill the form in. Default false. */
  readonly asksArxiv?: boolean
}
