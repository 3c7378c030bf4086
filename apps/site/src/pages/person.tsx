/**
 * A person as everybody sees them: what they wrote, what they submitted.
 * @module
 */
import { formatDate } from '../format.js'
import { Page, renderPage } from '../page.js'
import type { Assets, FeedEntry, PersonPageView } from '../view.js'
import { Entries } from './entry.js'

export const renderPerson = (view: PersonPageView, assets: Assets): string => {
  const { handle, name, createdAt, isModerator, written, submitted } = view
  return renderPage(
    <Page
      title={`${name} (@${handle}) · Pushforward`}
      description={`Papers that ${name} wrote or submitted.`}
      assets={assets}
      section="papers"
      unlisted
    >
      <div class="column">
        <header class="feed-head list-head">
          <h1 class="any-text">{name}</h1>
          <p class="prose">
            @{handle}, {isModerator ? 'a moderator, ' : ''}here since {formatDate(createdAt.toISOString().slice(0, 10))}
          </p>
        </header>
        <Papers title="Wrote" entries={written} />
        <Papers title="Submitted" entries={submitted} />
        {written.length + submitted.length === 0 && <p class="prose">No paper here is by them, or came from them.</p>}
      </div>
    </Page>,
  )
}

function Papers({ title, entries }: { title: string; entries: readonly FeedEntry[] }) {
  if (entries.length === 0) return null
  return (
    <section class="feed-section">
      <h2>{title}</h2>
      <Entries entries={entries} />
    </section>
  )
}
