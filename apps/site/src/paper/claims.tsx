/**
 * The claims: what the paper says, what we measured by a criterion that was fixed before, and whether it holds.
 * @module
 */
import { type Outcome, outcomeOf } from '@pushforward/lab'
import { asSentence, describeMeasured, formatDate } from '../format.js'
import type { ClaimOutcome, ClaimView } from '../view.js'
import type { Actions } from './actions.js'
import { ScrollRegion } from './scroll-region.js'
import { isBusy, type Session } from './session.js'

export interface ClaimsProps {
  readonly session: Session
  readonly actions?: Actions
}

export function Claims({ session, actions }: ClaimsProps) {
  const { claims, verified, slug } = session.data
  const phase = session.phase.value
  const here = session.claims.value
  const measuring = isBusy(phase) && 'part' in phase && phase.part === 'measure'
  return (
    <>
      <p class="prose">
        Each criterion was fixed before measuring. <code>npx pushforward verify {slug} --profile full</code> measures
        them again.{' '}
        {verified
          ? `Our figures are from ${formatDate(verified.date.slice(0, 10))}: ${verified.profile} profile from seed ${verified.seeds.join(', ')}, ${verified.machine}.`
          : 'We have not recorded a full measurement yet.'}
      </p>
      <p class="claims-measure screen-only needs-script">
        <button
          class="button button-plain"
          type="button"
          onClick={() => (measuring ? actions?.stop() : actions?.measure())}
        >
          {measuring ? 'Stop measuring' : 'Measure the claims here'}
        </button>{' '}
        <span class="small quiet" role="status">
          {measuring
            ? `${Object.keys(here).length} of ${claims.length}`
            : 'Quick profile: fewer seeds and smaller samples.'}
        </span>
      </p>
      <ScrollRegion label="Claims">
        <table class="claims">
          <thead>
            <tr>
              <th scope="col">What the paper says</th>
              <th scope="col">Its figure</th>
              <th scope="col">Ours</th>
              <th scope="col">Criterion</th>
              <th scope="col">Holds</th>
            </tr>
          </thead>
          <tbody>
            {claims.map((claim) => {
              const event = here[claim.id]
              return (
                <Row key={claim.id} claim={claim} measured={event && { ...event, outcome: outcomeOf(event.holds) }} />
              )
            })}
          </tbody>
        </table>
      </ScrollRegion>
    </>
  )
}

interface RowProps {
  readonly claim: ClaimView
  /** What was measured in this page; then it is shown, and the recorded outcome beside it. */
  readonly measured?: ClaimOutcome
}

function Row({ claim, measured }: RowProps) {
  const shown = measured ?? claim.recorded
  return (
    <tr id={`claim-${claim.id}`} class={shown ? `outcome-${shown.outcome.replace(' ', '-')}` : undefined}>
      <th scope="row">
        <Html class="claim-statement" html={claim.statement} />
        <Html class="small quiet" html={claim.source} />
      </th>
      <td data-label="Its figure" class={claim.figure ? undefined : 'empty'}>
        {claim.figure ? <Html html={claim.figure} /> : <span class="quiet">none</span>}
      </td>
      <td data-label="Ours">
        {shown ? <Numbers outcome={shown} /> : <span class="quiet">not measured yet</span>}
        {measured && <p class="small quiet">measured in this page</p>}
      </td>
      <td data-label="Criterion">
        <Html html={claim.criterion} />
      </td>
      <td data-label="Holds">
        <Verdict outcome={shown?.outcome} />
        {measured && claim.recorded && measured.outcome !== claim.recorded.outcome && (
          <p class="small quiet">recorded: {claim.recorded.outcome}</p>
        )}
      </td>
    </tr>
  )
}

function Numbers({ outcome }: { outcome: ClaimOutcome }) {
  const numbers = describeMeasured(outcome.measured)
  return (
    <>
      <NumberList numbers={numbers.slice(0, SHOWN)} />
      {numbers.length > SHOWN && (
        <details>
          <summary>{numbers.length - SHOWN} more</summary>
          <NumberList numbers={numbers.slice(SHOWN)} />
        </details>
      )}
      {outcome.note && <p class="small">{asSentence(outcome.note)}</p>}
    </>
  )
}

/** More numbers would hide the other rows. */
const SHOWN = 4

function NumberList({ numbers }: { numbers: ReturnType<typeof describeMeasured> }) {
  return (
    <ul class="numbers">
      {numbers.map(({ name, value }) => (
        <li key={name}>
          <span class="quiet">{name}</span> <span>{value}</span>
        </li>
      ))}
    </ul>
  )
}

const VERDICTS: Readonly<Record<Outcome, { readonly mark: string; readonly word: string; readonly style: string }>> = {
  held: { mark: '✓', word: 'held', style: 'held' },
  refuted: { mark: '✕', word: 'refuted', style: 'refuted' },
  'not evaluated': { mark: '–', word: 'not evaluated', style: 'quiet' },
}

export function Verdict({ outcome }: { outcome?: Outcome }) {
  if (!outcome) return <span class="quiet">–</span>
  const { mark, word, style } = VERDICTS[outcome]
  return (
    <span class={`verdict ${style}`}>
      <span aria-hidden="true">{mark} </span>
      {word}
    </span>
  )
}

const Html = ({ html, class: style }: { html: string; class?: string }) => (
  // Made by `toHtml`, which escapes everything but its own tags
  <div class={style} dangerouslySetInnerHTML={{ __html: html }} />
)
