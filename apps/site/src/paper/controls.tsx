/**
 * Form controls from a parameter's description. Each is a labelled native control with the parameter's name, so that the
 * form's query string is the permalink; a bounded number also gets a slider.
 * @module
 */
import { acceptedValues, type ParameterDescription } from '@pushforward/lab'
import { nameInWords } from '../format.js'

export interface ControlProps {
  readonly parameter: ParameterDescription
  /** Text form. */
  readonly value: string
  /** Makes ids unique where one page has several forms. */
  readonly scope: string
  /** Columns of the visitor's table: offered where a parameter names one. */
  readonly columns?: readonly string[]
}

/** A parameter that names a column says so with its first word. */
const NAMES_A_COLUMN = /^(column|variable)\b/i

export function Control({ parameter, value, scope, columns = [] }: ControlProps) {
  const { name, type, description, unit } = parameter
  const id = `${scope}-${name}`
  const noteId = `${id}-note`
  if (type === 'boolean') {
    return (
      <div class="control control-check">
        {/* A form leaves an unchecked box out; the hidden field then says that it was meant. */}
        <input type="checkbox" id={id} name={name} value="true" defaultChecked={value === 'true'} />
        <input type="hidden" name={name} value="false" />
        <label for={id}>{capital(description) || capital(nameInWords(name))}</label>
      </div>
    )
  }
  return (
    <div class="control">
      <label for={id}>
        {capital(nameInWords(name))}
        {unit && <span class="quiet"> ({unit})</span>}
      </label>
      <Field
        parameter={parameter}
        value={value}
        id={id}
        noteId={noteId}
        suggestions={NAMES_A_COLUMN.test(description) ? columns : []}
      />
      <p class="control-note" id={noteId}>
        {description}
      </p>
    </div>
  )
}

interface FieldProps {
  readonly parameter: ParameterDescription
  readonly value: string
  readonly id: string
  readonly noteId: string
  readonly suggestions: readonly string[]
}

function Field({ parameter, value, id, noteId, suggestions }: FieldProps) {
  const { name, type, options = [] } = parameter
  const shared = { id, name, 'aria-describedby': noteId, title: capital(acceptedValues(parameter)) }
  if (type === 'choice') {
    return (
      <select {...shared}>
        {options.map((option) => (
          <option key={option} value={option} selected={option === value}>
            {option}
          </option>
        ))}
      </select>
    )
  }
  if (type === 'number' || type === 'integer') {
    const scale = sliderScale(parameter)
    return (
      <div class="control-number">
        {scale && (
          <input
            type="range"
            class="control-slider"
            aria-label={capital(nameInWords(name))}
            aria-describedby={noteId}
            min={scale.toSlider(scale.min)}
            max={scale.toSlider(scale.max)}
            step={scale.step}
            defaultValue={scale.toSlider(Number(value))}
          />
        )}
        <input {...shared} type="number" inputmode="decimal" step="any" {...bounds(parameter)} defaultValue={value} />
      </div>
    )
  }
  return (
    <>
      <input {...shared} type="text" autocomplete="off" spellcheck={false} defaultValue={value} list={`${id}-list`} />
      <datalist id={`${id}-list`}>
        {suggestions.map((suggestion) => (
          <option key={suggestion} value={suggestion} />
        ))}
      </datalist>
    </>
  )
}

export interface SliderScale {
  readonly min: number
  readonly max: number
  readonly step: number
  toSlider(value: number): number
  fromSlider(position: number): number
}

/** Beyond this ratio of its ends a positive range is easier to choose from by powers. */
const WIDE_RANGE = 100
const POSITIONS = 200

/** How a slider maps to a parameter, or undefined where its range is open. */
export function sliderScale(parameter: ParameterDescription): SliderScale | undefined {
  const { type, min, max, minExclusive, step } = parameter
  if (min === undefined || max === undefined) return undefined
  const integer = type === 'integer'
  const grain = step ?? (integer ? 1 : undefined)
  const snap = (value: number) => (grain === undefined ? rounded(value) : Math.round(value / grain) * grain)
  const inside = (value: number) => Math.min(Math.max(value, min), max)
  // An open lower end is approached, never reached: start four powers of ten below the upper end.
  const low = minExclusive && min === 0 ? max / 1e4 : min
  if (low > 0 && max / low >= WIDE_RANGE) {
    return {
      min: low,
      max,
      step: Math.log(max / low) / POSITIONS,
      toSlider: (value) => Math.log(Math.max(value, low)),
      fromSlider: (position) => inside(snap(Math.exp(position))),
    }
  }
  return {
    min,
    max,
    step: grain ?? (max - min) / POSITIONS,
    toSlider: (value) => value,
    fromSlider: (position) => inside(snap(position)),
  }
}

/** Two more digits than anyone reads off a slider. */
const rounded = (value: number) => Number(value.toPrecision(4))

/** Bounds that a number field can express: it knows no open ends, which the paper itself refuses. */
const bounds = ({ min, max }: ParameterDescription) => ({ min, max })

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
