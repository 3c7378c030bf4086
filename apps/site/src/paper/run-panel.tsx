/**
 * The run: figures, and the form that makes them anew. The form is a plain GET form, so that the address of a run is its
 * own query string and works without script.
 * @module
 */
import { formatDate, formatSeconds, formatValue, nameInWords } from '../format.js'
import type { Picture } from '../view.js'
import type { Actions } from './actions.js'
import { Control } from './controls.js'
import { ExportMenu } from './export-menu.js'
import { FigureBox } from './figure-box.js'
import { OwnData } from './own-data.js'
import { isBusy, type Metric, type Session } from './session.js'
import { Sparkline } from './sparkline.js'

export interface RunPanelProps {
  readonly session: Session
  readonly actions?: Actions
  readonly pictures?: Readonly<Record<string, Picture>>
}

export function RunPanel({ session, actions, pictures }: RunPanelProps) {
  return (
    <div class="workbench">
      <div class="results">
        <Figures session={session} actions={actions} pictures={pictures} />
        <Metrics metrics={session.metrics.value} />
      </div>
      <RunForm session={session} actions={actions} />
    </div>
  )
}

function Figures({ session, actions, pictures }: RunPanelProps) {
  const slots = session.figures.value
  return (
    <>
      <Origin session={session} />
      {slots.map(({ frame, live }) => (
        <FigureBox
          key={frame.id}
          frame={frame}
          scope="run"
          picture={pictures?.[frame.id]}
          origin={live ? 'This run.' : 'Last verified run.'}
          canvas={(element) => element && live && actions?.draw(frame, live, element)}
          actions={<ExportMenu onExport={(format) => actions?.exportFigure(frame, live, format)} />}
        />
      ))}
    </>
  )
}

/** Where the figures below come from. */
function Origin({ session }: { session: Session }) {
  const { recorded, verified } = session.data
  const report = session.report.value
  const phase = session.phase.value
  const run = report ?? recorded
  if (isBusy(phase)) return <p class="results-origin">Running in this page.</p>
  if (!run) return null
  const source = report
    ? 'Your run'
    : `Last verified run${verified ? `, ${formatDate(verified.date.slice(0, 10))}` : ''}`
  return (
    <p class="results-origin">
      {source}: seed {run.seed}, {formatSeconds(run.seconds)}, {run.device}.
    </p>
  )
}

function Metrics({ metrics }: { metrics: readonly Metric[] }) {
  return (
    <dl class="metrics" aria-label="Measured in this run">
      {metrics.map((metric) => (
        <div key={metric.name}>
          <dt>{nameInWords(metric.name)}</dt>
          <dd>
            {formatValue(metric.value)}
            <Sparkline {...metric} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function RunForm({ session, actions }: RunPanelProps) {
  const { slug, parameters, values, seed, data } = session.data
  const busy = isBusy(session.phase.value)
  const problem = session.problem.value
  const control = (parameter: (typeof parameters)[number]) => (
    <Control
      key={parameter.name}
      scope="run"
      parameter={parameter}
      value={values[parameter.name] ?? ''}
      columns={session.columns.value}
    />
  )
  const others = parameters.filter(({ primary }) => !primary)
  return (
    <form
      class="controls screen-only"
      method="get"
      action={`/papers/${slug}#run`}
      aria-label="Parameters of the run"
      noValidate
      onSubmit={(event) => {
        // The button that runs it on the server has an address of its own.
        if (event.submitter?.hasAttribute('formaction')) return
        event.preventDefault()
        if (busy) actions?.stop()
        else actions?.run(event.currentTarget)
      }}
      onInput={(event) => event.target instanceof HTMLInputElement && actions?.edit(event.target)}
    >
      {parameters.filter(({ primary }) => primary).map(control)}
      <details class="more">
        <summary>More</summary>
        {others.map(control)}
        <div class="control">
          <label for="run-seed">Seed</label>
          <input id="run-seed" name="seed" type="number" min={0} step={1} defaultValue={String(seed)} />
          <p class="control-note">The same seed gives the same numbers.</p>
        </div>
      </details>
      {data && <OwnData request={data} session={session} actions={actions} />}
      <div class="run-row">
        <button class="button run-button" type="submit" disabled={session.phase.value.kind === 'stopping'}>
          {busy ? 'Stop' : 'Run'}
        </button>
        <span class="key-hint quiet small" aria-hidden="true">
          or press space
        </span>
      </div>
      <p class="small quiet">
        <button
          class="button-text"
          type="submit"
          formmethod="post"
          formaction={`/papers/${slug}/runs`}
          name="profile"
          value="full"
        >
          Run it on the server
        </button>{' '}
        in the full profile, for minutes: you may leave and come back.
        {data && ' Your own data stay here: it takes the demonstration data.'}
      </p>
      <p class="small quiet without-script">
        Running in this page needs JavaScript. Without it the button “Run” writes your parameters into the address, and
        into the command below, which runs the paper on your machine.
      </p>
      <Status session={session} />
      {problem && problem.where !== 'data' && (
        <div class="problem" role="alert">
          <strong>{problem.where === 'parameters' ? 'A parameter can’t be used' : 'The run ended early'}</strong>
          <p>{problem.message}</p>
        </div>
      )}
      {session.report.value && (
        <button class="button-text" type="button" onClick={() => actions?.exportReport()}>
          Save the report (JSON)
        </button>
      )}
    </form>
  )
}

function Status({ session }: { session: Session }) {
  const phase = session.phase.value
  const progress = session.progress.value
  const part = 'part' in phase && phase.part === 'measure' ? 'Measuring the claims' : 'Running'
  const share = progress && progress.total > 0 ? progress.done / progress.total : undefined
  const words =
    phase.kind === 'working'
      ? part
      : phase.kind === 'stopping'
        ? 'Stopping'
        : phase.kind === 'stopped'
          ? `Stopped after ${formatSeconds(phase.seconds)}`
          : phase.kind === 'done'
            ? `Done in ${formatSeconds(phase.seconds)} on ${phase.threads === 1 ? 'one thread' : `${phase.threads} threads`}`
            : ''
  return (
    <div class="status" data-phase={phase.kind}>
      <progress max={1} value={share ?? 0} aria-label="Progress" hidden={!isBusy(phase)} />
      <p class="small" role="status">
        {words}
      </p>
      {phase.kind === 'working' && (
        <p class="small quiet">
          {share === undefined ? 'Starting' : `${Math.floor(share * 100)} %`}
          {progress?.note ? ` · ${progress.note}` : ''}
        </p>
      )}
    </div>
  )
}
