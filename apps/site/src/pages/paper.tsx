/**
 * A paper's page. Everything above the run reads without script.
 * @module
 */
import type { ComponentChildren } from 'preact'
import { asSentence, counted, formatAuthors, formatDate, shortAuthors } from '../format.js'
import { Page, renderPage } from '../page.js'
import { Call } from '../paper/call.js'
import { Claims } from '../paper/claims.js'
import { Exploration } from '../paper/exploration.js'
import { RunPanel } from '../paper/run-panel.js'
import { createSession, type Session } from '../paper/session.js'
import { commentsLabel } from '../people/discussion.js'
import { abstractHtml, beginning, toHtml } from '../prose.js'
import type { Assets, EarlierView, PaperFacts, PaperView, ProgramView } from '../view.js'
import { Badge } from './badge.js'
import { Citation } from './citation.js'
import { authorPath, personPath, topicPath } from './entry.js'
import { RELATIONS } from './relations.js'

export function renderPaper(view: PaperView, assets: Assets): string {
  const { paper, program } = view
  return renderPage(
    <Page
      title={`${paper.title} · Pushforward`}
      description={paper.question ?? beginning(paper.abstract ?? paper.title)}
      assets={assets}
      section="papers"
      links={[
        { rel: 'canonical', href: `/papers/${paper.slug}` },
        { rel: 'alternate', type: 'text/markdown', href: `/papers/${paper.slug}.md`, title: 'As text' },
      ]}
      island={program !== undefined}
    >
      <article class="paper">
        <Header view={view} />
        {program ? (
          <Program program={program} session={createSession(program.data)} />
        ) : (
          paper.question !== null && <NoProgram />
        )}
        {paper.abstract && paper.summary && (
          <Section id="abstract" title="The paper’s abstract">
            <Abstract text={paper.abstract} />
          </Section>
        )}
        <Section id="cite" title="How to cite">
          <Citation paper={paper} />
        </Section>
        <Similar view={view} />
        <Earlier versions={view.earlier ?? []} />
        {view.discussion}
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

function Header({ view }: { view: PaperView }) {
  const { paper, program } = view
  return (
    <header class="column paper-head">
      <h1>{paper.question ?? paper.title}</h1>
      {paper.question && <p class="paper-title">{paper.title}</p>}
      <p class="paper-facts">
        <Authors view={view} />
        {paper.arxiv && (
          <>
            <a href={`https://arxiv.org/abs/${paper.arxiv}`} rel="external" data-source>
              arXiv:{paper.arxiv}
            </a>{' '}
            ·{' '}
          </>
        )}
        <time datetime={paper.published}>{formatDate(paper.published)}</time>
        <Elsewhere paper={paper} />
      </p>
      {(program || paper.question) && <Badge standing={program?.standing} />}
      <People view={view} />
      {paper.summary ? (
        // Made by `toHtml`, which escapes all but its own tags.
        <p class="prose paper-summary" dangerouslySetInnerHTML={{ __html: toHtml(paper.summary) }} />
      ) : (
        paper.abstract && (
          <>
            <h2 class="visually-hidden">Abstract</h2>
            <Abstract text={paper.abstract} />
          </>
        )
      )}
      {paper.topics.length > 0 && (
        <p class="paper-topics">
          Topics:{' '}
          {paper.topics.map((topic, k) => (
            <>
              {k > 0 && ', '}
              <a href={topicPath(topic)}>{topic}</a>
            </>
          ))}
        </p>
      )}
      <Lineage view={view} />
    </header>
  )
}

function Lineage({ view: { lineage } }: { view: PaperView }) {
  if (!lineage) return null
  return (
    <>
      {RELATIONS.filter(([kind]) => lineage[kind].length > 0).map(([kind, label]) => (
        <p class="paper-topics" key={kind}>
          {label}:{' '}
          {lineage[kind].map(({ slug, title }, k) => (
            <>
              {k > 0 && '; '}
              <a href={`/papers/${slug}`}>{title}</a>
            </>
          ))}
        </p>
      ))}
    </>
  )
}

function Authors({ view: { paper, known = [] } }: { view: PaperView }) {
  const { authors, authorCount } = paper
  if (authors.length === 0) return <>{authorCount > 0 && `${shortAuthors(authors, authorCount)} · `}</>
  const more = authorCount - authors.length
  return (
    <>
      {authors.map((author, k) => (
        <>
          {k > 0 && (k === authors.length - 1 && more === 0 ? ' and ' : ', ')}
          <a href={authorPath(author)}>{author}</a>
          {known
            .filter((person) => person.author === author)
            .map(({ handle }) => (
              <>
                {' '}
                (<a href={personPath(handle)}>@{handle}</a>)
              </>
            ))}
        </>
      ))}
      {more > 0 && ` and ${more} more`} ·{' '}
    </>
  )
}

/** Addresses come from sources that nobody has checked. */
const isWeb = (url: string | null): url is string => url !== null && /^https?:\/\//i.test(url)

function Elsewhere({ paper: { codeUrl, projectUrl } }: { paper: PaperFacts }) {
  return (
    <>
      {isWeb(codeUrl) && (
        <>
          {' '}
          ·{' '}
          <a href={codeUrl} rel="external nofollow">
            Code
          </a>
        </>
      )}
      {isWeb(projectUrl) && (
        <>
          {' '}
          ·{' '}
          <a href={projectUrl} rel="external nofollow">
            Project page
          </a>
        </>
      )}
    </>
  )
}

/** What readers did with it. */
function People({ view: { paper, vote, save, discussion } }: { view: PaperView }) {
  const comments = discussion ? (
    <a href="#comments" data-comments>
      {commentsLabel(paper.comments)}
    </a>
  ) : (
    paper.comments > 0 && counted(paper.comments, 'comment')
  )
  const votes = vote ?? (paper.votes > 0 && counted(paper.votes, 'vote'))
  if (!votes && !comments) return null
  return (
    <div class="paper-people">
      {votes} {save}
      {votes && comments && ' · '}
      {comments}
    </div>
  )
}

const Abstract = ({ text }: { text: string }) => (
  // Made by `abstractHtml`, which escapes all but its own tags.
  <p class="prose paper-summary" dangerouslySetInnerHTML={{ __html: abstractHtml(text) }} />
)

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

/** Titles change, and who has read the paper under another must know that it is this one. */
function Earlier({ versions }: { versions: readonly EarlierView[] }) {
  if (versions.length === 0) return null
  return (
    <Section id="earlier" title="Earlier versions">
      {versions.map(({ until, title, authors, abstract }) => (
        <details class="prose">
          <summary>
            Until <time datetime={until.toISOString()}>{formatDate(until.toISOString())}</time>
            {title && `: ${title}`}
          </summary>
          {authors && <p>By {formatAuthors(authors)}.</p>}
          {abstract && <Abstract text={abstract} />}
        </details>
      ))}
    </Section>
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
        {similar.map(({ paper, because }) => (
          <li key={paper.slug}>
            <a href={`/papers/${paper.slug}`}>{paper.question ?? paper.title}</a>
            {paper.question && <p>{paper.title}</p>}
            {because.length > 0 && <p class="small quiet">Because of {formatAuthors(because)}</p>}
          </li>
        ))}
      </ul>
    </Section>
  )
}
