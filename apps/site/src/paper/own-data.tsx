/**
 * The visitor's own data: files dropped or chosen, or clouds or a flow drawn by hand. Nothing is sent anywhere.
 * @module
 */
import type { DataRequest } from '@pushforward/lab'
import { useState } from 'preact/hooks'
import { asSentence, formatBytes } from '../format.js'
import type { Actions } from './actions.js'
import { DrawingPad } from './drawing-pad.js'
import type { Session } from './session.js'
import { StrokePad } from './stroke-pad.js'

export interface OwnDataProps {
  readonly request: DataRequest
  readonly session: Session
  readonly actions?: Actions
}

export function OwnData({ request, session, actions }: OwnDataProps) {
  const [over, setOver] = useState(false)
  const [drawing, setDrawing] = useState(false)
  const files = session.files.value
  const problem = session.problem.value
  const names = request.kind === 'clouds' && files.length === 2 ? ['source', 'target'] : []
  return (
    <fieldset
      class={`own-data needs-script${over ? ' own-data-over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        actions?.addFiles([...(event.dataTransfer?.files ?? [])])
      }}
    >
      <legend>Data</legend>
      {files.length === 0 ? (
        <p class="small">Demonstration data.</p>
      ) : (
        <ol class="files">
          {files.map(({ name, bytes }, k) => (
            <li key={`${k} ${name}`}>
              {names[k] && <span class={`mark-${names[k]}`}>{names[k]} </span>}
              <span class="file-name">{name}</span> <span class="quiet">{formatBytes(bytes.length)}</span>
            </li>
          ))}
        </ol>
      )}
      <p class="control-note">
        {asSentence(request.description)} Drop {request.files.max > 1 ? 'files' : 'a file'} here (
        {request.accept.join(', ')}); they stay on your machine.
      </p>
      <div class="own-data-row">
        <label class="button-text file-button">
          Use your data
          <input
            class="visually-hidden"
            type="file"
            accept={request.accept.join(',')}
            multiple={request.files.max > 1}
            onChange={({ currentTarget }) => {
              actions?.addFiles([...(currentTarget.files ?? [])])
              currentTarget.value = ''
            }}
          />
        </label>
        {request.kind !== 'table' && (
          <button class="button-text" type="button" aria-expanded={drawing} onClick={() => setDrawing(!drawing)}>
            {drawing ? 'Close the drawing' : 'Draw it'}
          </button>
        )}
        {files.length > 0 && (
          <button class="button-text" type="button" onClick={() => actions?.clearFiles()}>
            Back to the demonstration data
          </button>
        )}
      </div>
      {drawing &&
        (request.kind === 'field' ? (
          <StrokePad onChange={(strokes) => actions?.setStrokes(strokes)} />
        ) : (
          <DrawingPad single={request.kind === 'cloud'} onChange={(clouds) => actions?.setDrawing(clouds)} />
        ))}
      {problem?.where === 'data' && (
        <div class="problem" role="alert">
          <strong>These data can’t be used</strong>
          <p>{problem.message}</p>
        </div>
      )}
    </fieldset>
  )
}
