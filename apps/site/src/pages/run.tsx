/**
 * A run on the server: how far it is, and what has come of it. Without script the page asks again by itself while there is
 * something to wait for.
 * @module
 */
import { describeMeasured, formatSeconds, formatValue, nameInWords } from '../format.js'
import { Page, renderPage } from '../page.js'
import { Verdict } from '../paper/claims.js'
import { FigureBox } from '../paper/figure-box.js'
import type { Assets, RunView } from '../view.js'

/** Seconds between two looks of a page without script. */
const REFRESH = 3

const STATES: Readonly<Record<RunView['state'], string>> = {
  queued: 'Waiting for a machine',
  running: 'Running on the server',
  done: 'Done',
  failed: 'It failed',
  cancelled: 'Cancelled',
}

export function renderRun(view: RunView, assets: Assets): string {
  const isLive = view.state === 'queued' || view.state === 'running'
  return renderPage(
    <Page
      title={`A run of ${view.title} · Pushforward`}
      description="A run of a paper on the server."
      assets={assets}
      head={
        isLive && (
          <>
            <noscript>
              <meta http-equiv="refresh" content={String(REFRESH)} />
            </noscript>
            <script type="module" src={assets.watch} />
          </>
        )
      }
    >
      <div class="column run-page" data-run={isLive ? view.id : undefined} data-state={view.state}>
        <p class="small">
          <a href={`/papers/${view.slug}`}>{view.title}</a>
        </p>
        <h1>{view.cancelling ? 'Cancelling' : STATES[view.state]}</h1>
        <Facts view={view} />
        <Progress view={view} isLive={isLive} />
        {view.problem && (
          <div class="problem" role="alert">
            <strong>The run ended early</strong>
            <p>{view.problem}</p>
          </div>
        )}
        <Actions view={view} isLive={isLive} />
      </div>
      <div class="column results">
        {view.figures.map(({ frame, picture }) => (
          <FigureBox key={frame.id} frame={frame} scope="run" picture={picture} origin="This run." />
        ))}
        <dl class="metrics" aria-label="Measured in this run">
          {view.metrics.map(({ name, value }) => (
            <div key={name}>
              <dt>{nameInWords(name)}</dt>
              <dd>{formatValue(value)}</dd>
            </div>
          ))}
        </dl>
      </div>
      <Claims view={view} />
    </Page>,
  )
}

function Facts({ view }: { view: RunView }) {
  const values = view.values.map(([name, value]) => `${nameInWords(name)} ${value}`)
  return (
    <p class="quiet">
      {[
        `${view.profile} profile`,
        `seed ${view.seed}`,
        ...values,
        view.seconds !== undefined && formatSeconds(view.seconds),
      ]
        .filter(Boolean)
        .join(' · ')}
      {view.attempts > 1 && ` · begun ${view.attempts} times, since a machine stopped`}
    </p>
  )
}

function Progress({ view, isLive }: { view: RunView; isLive: boolean }) {
  if (!isLive) return null
  const { progress } = view
  const share = progress && progress.total > 0 ? progress.done / progress.total : 0
  const words =
    view.state === 'queued'
      ? view.ahead === 0
        ? 'It is next.'
        : `${view.ahead} ${view.ahead === 1 ? 'run is' : 'runs are'} before it.`
      : (progress?.note ?? 'Starting')
  return (
    <div class="status" data-phase="working">
      <progress max={1} value={share} aria-label="Progress" />
      <p class="small" role="status">
        {words}
      </p>
    </div>
  )
}

function Actions({ view, isLive }: { view: RunView; isLive: boolean }) {
  return (
    <form method="post" action={`/runs/${view.id}/${isLive ? 'cancel' : 'again'}`}>
      <p class="run-row">
        <button class={isLive ? 'button button-plain' : 'button'} type="submit" disabled={view.cancelling}>
          {isLive ? 'Cancel' : 'Run it again'}
        </button>
        {!isLive && (
          <a class="small" href={`/runs/${view.id}/events.json`}>
            Everything it said (JSON)
          </a>
        )}
      </p>
    </form>
  )
}

function Claims({ view: { claims } }: { view: RunView }) {
  const measured = claims.filter(({ measured }) => measured)
  if (measured.length === 0) return null
  return (
    <section class="column">
      <h2>Claims</h2>
      <table class="claims run-claims">
        <thead>
          <tr>
            <th scope="col">What the paper says</th>
            <th scope="col">In this run</th>
            <th scope="col">Holds</th>
          </tr>
        </thead>
        <tbody>
          {measured.map(({ id, statement, measured }) => (
            <tr key={id}>
              {/* Made by `toHtml`, which escapes all but its own tags. */}
              <th scope="row" dangerouslySetInnerHTML={{ __html: statement }} />
              <td data-label="In this run">
                <ul class="numbers">
                  {describeMeasured(measured?.measured ?? {}).map(({ name, value }) => (
                    <li key={name}>
                      <span class="quiet">{name}</span> <span>{value}</span>
                    </li>
                  ))}
                </ul>
                {measured?.note && <p class="small">{measured.note}</p>}
              </td>
              <td data-label="Holds">
                <Verdict outcome={measured?.outcome} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
