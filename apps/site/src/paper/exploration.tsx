/**
 * A figure with handles: move one, and the figure answers at once.
 * @module
 */
import { readParameter, writeParameter } from '@pushforward/lab'
import { formatValue, nameInWords } from '../format.js'
import type { Picture } from '../view.js'
import type { Actions } from './actions.js'
import { Control } from './controls.js'
import { ExportMenu } from './export-menu.js'
import { FigureBox } from './figure-box.js'
import { Handles } from './handles.js'
import type { ExplorationState, Session } from './session.js'

export interface ExplorationProps {
  readonly state: ExplorationState
  readonly actions?: Actions
  readonly pictures?: Readonly<Record<string, Picture>>
  /** Columns of the visitor's table, to choose from. */
  readonly columns?: Session['columns']
}

/** A slider has no name of its own: it moves the named field beside it. */
const nameOf = (target: HTMLInputElement | HTMLSelectElement) =>
  target.name || target.closest('.control-number')?.querySelector<HTMLInputElement>('[name]')?.name

const isControl = (target: EventTarget | null) =>
  target instanceof HTMLInputElement || target instanceof HTMLSelectElement

export function Exploration({ state, actions, pictures, columns }: ExplorationProps) {
  const { view, values, figures, metrics, problem, status } = state
  const waits = view.ofRun === true && status.value !== 'live'
  const handles = figures.value.flatMap(({ frame }) => frame.handles ?? [])
  // What is dragged in the figure needs no field; everything else gets a control below it.
  const dragged = new Set(handles.filter(({ kind }) => kind !== 'slider').map(({ parameter }) => parameter))
  const shown = view.parameters.filter(({ name }) => !dragged.has(name))
  const follow = (control: HTMLInputElement | HTMLSelectElement) => {
    if (control instanceof HTMLInputElement) actions?.edit(control)
    const parameter = view.parameters.find(({ name }) => name === nameOf(control))
    if (!parameter || !control.form) return
    const text = String(new FormData(control.form).get(parameter.name) ?? '')
    try {
      actions?.explore(state, { ...values.value, [parameter.name]: readParameter(parameter, text) })
    } catch (error) {
      problem.value = (error as Error).message
    }
  }
  return (
    <div class="workbench">
      <div class="results">
        {figures.value.map(({ frame, live }) => (
          <FigureBox
            key={frame.id}
            frame={frame}
            scope={`explore-${view.id}`}
            picture={pictures?.[`${view.id}/${frame.id}`]}
            origin={live ? (waits ? 'The run before.' : 'Live.') : view.ofRun ? 'Last verified run.' : ''}
            canvas={(element) => element && live && actions?.draw(frame, live, element)}
            overlay={live && !waits && <Handles figure={live} state={state} actions={actions} />}
            actions={<ExportMenu onExport={(format) => actions?.exportFigure(frame, live, format)} />}
          />
        ))}
      </div>
      <form
        class="controls screen-only needs-script"
        aria-label={view.title}
        onSubmit={(event) => event.preventDefault()}
        onInput={({ target }) => {
          // A half-typed name is no answer: a text counts when it is complete.
          if (isControl(target) && target.type !== 'text') follow(target)
        }}
        onChange={({ target }) => {
          if (isControl(target) && target.type === 'text') follow(target)
        }}
      >
        {waits && (
          <p class="small">Run it above, with your data if you like: this then answers to what has been learnt.</p>
        )}
        <fieldset class="plain" disabled={waits}>
          {shown.map((parameter) => (
            <Control
              key={parameter.name}
              scope={`explore-${view.id}`}
              parameter={parameter}
              value={parameter.default === undefined ? '' : writeParameter(parameter.default)}
              columns={columns?.value}
            />
          ))}
        </fieldset>
        <dl class="metrics">
          {metrics.value.map(({ name, value }) => (
            <div key={name}>
              <dt>{nameInWords(name)}</dt>
              <dd>{formatValue(value)}</dd>
            </div>
          ))}
        </dl>
        {problem.value && (
          <div class="problem" role="alert">
            <strong>The figure can’t follow</strong>
            <p>{problem.value}</p>
          </div>
        )}
      </form>
    </div>
  )
}
