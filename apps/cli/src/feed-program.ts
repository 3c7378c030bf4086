/**
 * `pushforward feed …`: the papers of the store.
 * @module
 */
import { Argument, type Command, InvalidArgumentError, Option } from 'commander'
import type { FeedBounceFlags } from './commands/feed-bounce.js'
import type { FeedDigestFlags } from './commands/feed-digest.js'
import type { FeedDumpFlags } from './commands/feed-dump.js'
import type { FeedEmbedFlags } from './commands/feed-embed.js'
import type { FeedImportFlags } from './commands/feed-import.js'
import type { FeedListFlags } from './commands/feed-list.js'
import type { FeedMoveFlags } from './commands/feed-operate.js'
import type { FeedPaperFlags } from './commands/feed-paper.js'
import type { FeedPullFlags } from './commands/feed-pull.js'
import type { FeedSearchFlags } from './commands/feed-search.js'
import type { FeedStoreFlags } from './feed-store.js'

const FORMATS = ['auto', 'capture', 'daily-papers', 'arxiv', 'bibtex', 'json']
const LIST_LIMIT = 30
const SEARCH_LIMIT = 20

export function addFeed(program: Command): void {
  const feed = program
    .command('feed')
    .description('import, list and search papers; mail digests; keep and move the store')
  addImport(feed)
  addList(feed)
  addSearch(feed)
  addPaper(feed)
  addEmbed(feed)
  addPull(feed)
  addDump(feed)
  addMail(feed)
  addOperate(feed)
}

/** Flags that every command of the feed has. */
function onStore(command: Command): Command {
  return command
    .option('--data <folder>', 'where the store lives (default: .data/feed in the clone)')
    .option('--database-url <url>', 'a PostgreSQL server in place of the embedded store (default: DATABASE_URL)')
    .addOption(new Option('--json', 'print one JSON document'))
}

const IMPORT_EXAMPLES = `
Examples:
  pushforward feed import page.txt --day 2026-04-23
  pushforward feed import library.bib --json
  curl -s https://huggingface.co/api/daily_papers | pushforward feed import -

A damaged file is refused whole. A second import of a file changes nothing.`

function addImport(feed: Command): void {
  onStore(feed.command('import'))
    .description('add papers from a file, or bring known ones up to date')
    .argument('<file>', 'a captured Daily Papers page, its JSON, Atom of arXiv, BibTeX or our own JSON; - is stdin')
    .addOption(new Option('--format <name>', 'auto: told from the content').choices(FORMATS).default('auto'))
    .option('--day <day>', "a captured page's own day, YYYY-MM-DD (default: the latest that its head fits)")
    .addHelpText('after', IMPORT_EXAMPLES)
    .action(async (file: string, flags: FeedImportFlags) =>
      (await import('./commands/feed-import.js')).feedImport(file, flags),
    )
}

function addDump(feed: Command): void {
  onStore(feed.command('dump'))
    .description('write the facts of all papers as papers.ndjson.gz and papers.parquet')
    .requiredOption('--out <folder>', 'where to')
    .action(async (flags: FeedDumpFlags) => (await import('./commands/feed-dump.js')).feedDump(flags))
}

function addList(feed: Command): void {
  onStore(feed.command('list'))
    .description('list papers, newest first')
    .option('--date <day>', 'of one day, YYYY-MM-DD')
    .option('--week <week>', 'of one week, YYYY-Www')
    .option('--month <month>', 'of one month, YYYY-MM')
    .addOption(new Option('--sort <order>', 'order').choices(['newest', 'trending', 'runnable']).default('newest'))
    .option('--topic <topic>', 'only with this topic')
    .option('--submitter <handle>', 'only what this person has submitted')
    .option('--runs', 'only papers that run')
    .option('--limit <number>', 'papers at most, 1 to 100', readLimit, LIST_LIMIT)
    .action(async (flags: FeedListFlags) => (await import('./commands/feed-list.js')).feedList(flags))
}

const SEARCH_EXAMPLES = `
Examples:
  pushforward feed search "optimal transport"
  pushforward feed search '"flow matching" author:lipman -protein' --from 2023-01-01 --json

A last word without a space after it finds what begins with it. What no paper has is corrected, and the correction told.`

function addSearch(feed: Command): void {
  onStore(feed.command('search'))
    .description('search titles, authors, topics, summaries and abstracts')
    .argument('<query...>', 'words, "phrases", -not, author:name, topic:name, year:2026')
    .option('--topic <topic>', 'only with this topic; repeat for several', gather)
    .option('--from <day>', 'first version not before this day, YYYY-MM-DD')
    .option('--to <day>', 'first version not after this day, YYYY-MM-DD')
    .option('--runs', 'only papers that run')
    .option('--limit <number>', 'results at most, 1 to 100', readLimit, SEARCH_LIMIT)
    .addHelpText('after', SEARCH_EXAMPLES)
    .action(async (words: readonly string[], flags: FeedSearchFlags) =>
      (await import('./commands/feed-search.js')).feedSearch(words.join(' '), flags),
    )
}

function addPaper(feed: Command): void {
  const id = ['<id>', 'arXiv identifier, or the last part of the address of its page'] as const
  onStore(feed.command('info'))
    .description('facts of one paper')
    .argument(...id)
    .action(async (given: string, flags: FeedPaperFlags) =>
      (await import('./commands/feed-paper.js')).feedInfo(given, flags),
    )
  onStore(feed.command('read'))
    .description('one paper as Markdown: summary, abstract, claims, the call, similar papers')
    .argument(...id)
    .action(async (given: string, flags: FeedPaperFlags) =>
      (await import('./commands/feed-paper.js')).feedRead(given, flags),
    )
}

function addEmbed(feed: Command): void {
  onStore(feed.command('embed'))
    .description('make vectors of all papers that have none, by the endpoint EMBEDDINGS_URL and EMBEDDINGS_MODEL')
    .option('--afresh', 'make all of them again: another model answers under the same name')
    .action(async (flags: FeedEmbedFlags) => (await import('./commands/feed-embed.js')).feedEmbed(flags))
}

const PULL_EXAMPLES = `
Examples:
  pushforward feed pull daily-papers --contact mailto:you@example.org
  pushforward feed pull arxiv --query 'cat:stat.ML' --contact https://example.org/about

A server pulls by itself only what its CONNECTORS name; else call this once a day. Requests are three seconds apart, conditional, and stay away for as long
as the service asks; then the command says when to come again.`

function addPull(feed: Command): void {
  onStore(feed.command('pull'))
    .description('add papers from a live service')
    .addArgument(new Argument('<service>', 'which').choices(['daily-papers', 'arxiv']))
    .option('--contact <address>', 'whom the service may write to (default: CONTACT)')
    .option('--query <query>', 'for arxiv: what to ask for, as its API takes it')
    .option('--most <number>', 'for arxiv: papers at most (default: 500)', readCount)
    .option('--day <day>', 'for daily-papers: of one day, YYYY-MM-DD')
    .option('--url <url>', 'another address of the same API, such as a mirror')
    .addHelpText('after', PULL_EXAMPLES)
    .action(async (service: 'daily-papers' | 'arxiv', flags: FeedPullFlags) =>
      (await import('./commands/feed-pull.js')).feedPull(service, flags),
    )
}

function readCount(text: string): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= 1 && number <= 30_000) return number
  throw new InvalidArgumentError('An integer from 1 to 30000 is needed.')
}

const gather = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]

const DIGEST_EXAMPLES = `
Examples:
  pushforward feed digest --dry-run                 what the digest of yesterday says, and to how many
  SMTP_URL=smtp://localhost:25 pushforward feed digest --date 2026-04-23

A running server sends digests by itself, at the hour of each reader. Nobody gets a digest twice.`

function addMail(feed: Command): void {
  onStore(feed.command('digest'))
    .description('send the digest of a day at once')
    .option(
      '--date <day>',
      'day of the list that it tells of, YYYY-MM-DD (default: yesterday); a Sunday ends a week, too',
    )
    .option('--dry-run', 'show it, and send nothing')
    .addHelpText('after', DIGEST_EXAMPLES)
    .action(async (flags: FeedDigestFlags) => (await import('./commands/feed-digest.js')).feedDigest(flags))
  onStore(feed.command('bounce'))
    .description('take a bounce, a complaint or an unsubscription by mail from standard input')
    .option('--recipient <address>', 'whom it was sent to (default: as its headers say)')
    .action(async (flags: FeedBounceFlags) => (await import('./commands/feed-bounce.js')).feedBounce(flags))
}

const MOVE_EXAMPLES = `
Examples:
  pushforward feed move --from .data/feed --to postgres://user@host/pushforward
  pushforward feed move --from postgres://user@host/pushforward --to copy

Both ways; the target must be new or empty, and the source stays as it is.`

function addOperate(feed: Command): void {
  onStore(feed.command('backup'))
    .description('write everything that the store holds to a file, as of one moment')
    .argument('<file>', 'a new file; gzip of lines')
    .action(async (file: string, flags: FeedStoreFlags & { json?: true }) =>
      (await import('./commands/feed-operate.js')).feedBackup(file, flags),
    )
  onStore(feed.command('restore'))
    .description('fill a new or empty store with a backup, wholly or not at all')
    .argument('<file>', 'what backup has written, of this version or an older one')
    .action(async (file: string, flags: FeedStoreFlags & { json?: true }) =>
      (await import('./commands/feed-operate.js')).feedRestore(file, flags),
    )
  feed
    .command('move')
    .description('copy everything into another store, embedded or on a server')
    .requiredOption('--from <place>', 'a folder, or the URL of a PostgreSQL database')
    .requiredOption('--to <place>', 'likewise, new or empty')
    .addOption(new Option('--json', 'print one JSON document'))
    .addHelpText('after', MOVE_EXAMPLES)
    .action(async (flags: FeedMoveFlags) => (await import('./commands/feed-operate.js')).feedMove(flags))
}

function readLimit(text: string): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= 1 && number <= 100) return number
  throw new InvalidArgumentError('An integer from 1 to 100 is needed.')
}
