/**
 * Parts of forms: a field with its label, its note, and what must be changed in it.
 * @module
 */
import type { ComponentChildren } from 'preact'
import type { Problem } from './view.js'

interface FieldProps {
  readonly name: string
  /** Its own among all fields of the page. Default: the name. */
  readonly id?: string
  readonly label: string
  readonly value?: string
  readonly type?: 'text' | 'email' | 'url' | 'date'
  readonly note?: ComponentChildren
  readonly problem?: Problem
  readonly required?: boolean
  readonly maxLength?: number
  readonly autocomplete?: string
  /** Height in lines; a field of several. */
  readonly lines?: number
}

export function Field(props: FieldProps) {
  const {
    name,
    id = name,
    label,
    value = '',
    type = 'text',
    note,
    problem,
    required,
    maxLength,
    autocomplete,
    lines,
  } = props
  const wrong = problem?.field === name
  const described = [note && `${id}-note`, wrong && `${id}-problem`].filter(Boolean).join(' ') || undefined
  const shared = {
    id: `field-${id}`,
    name,
    required,
    maxLength,
    'aria-describedby': described,
    'aria-invalid': wrong || undefined,
  }
  return (
    <div class="field">
      <label for={`field-${id}`}>
        {label}
        {!required && <span class="quiet"> (optional)</span>}
      </label>
      {note && (
        <p class="field-note" id={`${id}-note`}>
          {note}
        </p>
      )}
      {lines ? (
        <textarea {...shared} rows={lines}>
          {value}
        </textarea>
      ) : (
        // The types of attributes want one kind of input at a time.
        <input {...shared} type={type as 'text'} value={value} autocomplete={autocomplete} />
      )}
      {wrong && (
        <p class="field-problem" id={`${id}-problem`}>
          {problem.message}
        </p>
      )}
    </div>
  )
}

/** What is wrong, above the form: where a reader looks first, and a screen reader begins. */
export function ProblemNote({ problem }: { problem?: Problem }) {
  if (!problem) return null
  return (
    <p class="notice" role="alert">
      {problem.message}
    </p>
  )
}
