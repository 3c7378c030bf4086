/**
 * A paper's page. Everything above the run reads without script.
 * @module
 */
import type { ComponentChildren } from 'preact'
import { asSentence, formatAuthors, formatDate } from '../format.js'
import { Page, renderPage } from '../page.js'
import { Call } from '../paper/call.js'
import { Claims } from '../paper/claims.js'
import { Exploration } from '../paper/exploration.js'
import { RunPanel } from '../paper/run-panel.js'
import { createSession, type Session } from '../paper/session.js'
import { toHtml } from '../prose.js'
import type { Assets, PaperView, ProgramView } from '../view.js'
import { Badge } from './badge.js'
import { Citation } from './citation.js'

export function renderPaper(view: PaperView, assets: Assets): string {
  const { card, program } = view
  return renderPage(
    <Page
      title={`${card.title} · Pushforward`}
      description={card.question}
      assets={assets}
      section="papers"
      island={program !== undefined}
    >
      <article class="paper">
        <Header view={view} />
        {program ? <Program program={program} session={createSession(program.data)} /> : <NoProgram />}
        <Section id="cite" title="How to cite">
          <Citation card={card} />
        </Section>
        <Similar view={view} />
      </article>
      {program && (
        <script
          type="application/json"
          id="paper-data"
          // JSON with every `<` escaped
          dangerouslySetInnerHTML={{ __html: JSON.stringify(program.data).replaceAll('<', '\\u003c') }}
        />
      )}
    </Page>,
  )
}

function Header({ view: { card, program } }: { view: PaperView }) {
  return (
    <header class="column paper-head">
      <h1>{card.question}</h1>
      <p class="paper-title">{card.title}</p>
      <p class="paper-facts">
        {formatAuthors(card.authors)} ·{' '}
        <a href={`https://arxiv.org/abs/${card.arxiv}`} rel="external">
          arXiv:{card.arxiv}
        </a>{' '}
        · <time datetime={card.published}>{formatDate(card.published)}</time>
      </p>
      <Badge standing={program?.standing} />
      {/* Made by `toHtml`, which escapes all but its own tags. */}
      <p class="prose paper-summary" dangerouslySetInnerHTML={{ __html: toHtml(card.summary) }} />
    </header>
  )
}

function Program({ program, session }: { program: ProgramView; session: Session }) {
  const { pictures } = program
  const ofRun = session.explorations.filter(({ view }) => view.ofRun)
  const [first, ...others] = session.explorations.filter(({ view }) => !view.ofRun)
  return (
    <>
      {first && (
        <Section id="idea" title={first.view.title} island={`explore-${first.view.id}`}>
          <Exploration state={first} pictures={pictures} />
        </Section>
      )}
      {program.story.idea && (
        <div class="column">
          <details class="formulas">
            <summary>The idea in formulas</summary>
            {/* Made by `storyOf`: no markup of the text survives. */}
            <div class="prose story" dangerouslySetInnerHTML={{ __html: program.story.idea }} />
          </details>
        </div>
      )}
      <Section id="run" title="Run it" island="run-panel">
        <RunPanel session={session} pictures={pictures} />
      </Section>
      {[...ofRun, ...others].map((state) => (
        <Section
          key={state.view.id}
          id={`more-${state.view.id}`}
          title={state.view.title}
          island={`explore-${state.view.id}`}
        >
          <Exploration state={state} pictures={pictures} />
        </Section>
      ))}
      <Section id="claims" title="What the paper claims, and what we measured" island="claims-panel">
        <Claims session={session} />
      </Section>
      <Section id="call" title="The call" island="call-panel">
        <Call session={session} />
      </Section>
      <Limits program={program} />
    </>
  )
}

interface SectionProps {
  readonly id: string
  readonly title: string
  /** Id of the element that the island takes over. */
  readonly island?: string
  readonly children: ComponentChildren
}

function Section({ id, title, island, children }: SectionProps) {
  return (
    <section class="column paper-section" id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      <div id={island}>{children}</div>
    </section>
  )
}

function NoProgram() {
  return (
    <Section id="run" title="Not yet a program">
      <p class="prose">
        This paper can’t be run here yet. Its place is kept: the summary above is ours, and the original is on arXiv.
      </p>
    </Section>
  )
}

function Limits({ program: { data, story } }: { program: ProgramView }) {
  const told = data.claims.filter(({ recorded }) => recorded && recorded.outcome !== 'held')
  if (told.length === 0 && !story.limits) return null
  return (
    <Section id="limits" title="What did not reproduce, and limits">
      <ul class="prose limits">
        {told.map(({ id, statement, recorded }) => (
          <li key={id}>
            <strong class={recorded?.outcome === 'refuted' ? 'refuted' : 'quiet'}>
              {recorded?.outcome === 'refuted' ? 'On this test it did not hold: ' : 'Not evaluated: '}
            </strong>
            {/* Made by `toHtml`, which escapes all but its tags. */}
            <span dangerouslySetInnerHTML={{ __html: statement }} /> {recorded?.note && asSentence(recorded.note)}{' '}
            <a href={`#claim-${id}`}>See the row</a>
          </li>
        ))}
      </ul>
      {story.limits && <div class="prose story" dangerouslySetInnerHTML={{ __html: story.limits }} />}
    </Section>
  )
}

function Similar({ view: { similar } }: { view: PaperView }) {
  if (similar.length === 0) return null
  return (
    <Section id="similar" title="Similar papers">
      <ul class="similar">
        {similar.map(({ card, shared }) => (
          <li key={card.slug}>
            <a href={`/papers/${card.slug}`}>{card.question}</a>
            <p>{card.title}</p>
            <p class="small quiet">Both about {formatAuthors(shared)}</p>
          </li>
        ))}
      </ul>
    </Section>
  )
}
