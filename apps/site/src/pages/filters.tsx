/**
 * Which papers a list is limited to: a form that makes an address.
 * @module
 */
import type { FilterView } from '../view.js'

interface FiltersProps {
  readonly path: string
  readonly filters: FilterView
  /** Topics to choose from; absent where the list is of one. */
  readonly topics?: readonly string[]
}

export function Filters({ path, filters, topics }: FiltersProps) {
  const { topic, year, min, runs, code } = filters
  const isSet = Boolean(topic || year || min || runs || code)
  return (
    <details class="filters" open={isSet}>
      <summary>Filter</summary>
      <form action={path} method="get">
        {topics && <TopicField topic={topic} topics={topics} />}
        <Field name="year" label="Year" value={year} numeric />
        <Field name="min" label="Votes, at least" value={min} numeric />
        <Check name="runs" label="Runs here" checked={runs} />
        <Check name="code" label="Has code" checked={code} />
        <button class="button button-plain" type="submit">
          Show
        </button>
        {isSet && <a href={path}>Show all</a>}
      </form>
    </details>
  )
}

export function TopicField({ topic, topics }: { topic: string | undefined; topics: readonly string[] }) {
  return (
    <>
      <Field name="topic" label="Topic" value={topic} list="filter-topics" />
      <datalist id="filter-topics">
        {topics.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  )
}

interface FieldProps {
  readonly name: string
  readonly label: string
  readonly value: string | undefined
  readonly numeric?: boolean
  readonly type?: 'text' | 'date' | 'search'
  readonly list?: string
}

export function Field({ name, label, value, numeric = false, type = 'text', list }: FieldProps) {
  return (
    <span class="filter">
      <label for={`filter-${name}`}>{label}</label>
      <input
        id={`filter-${name}`}
        class={numeric ? 'filter-number' : undefined}
        type={type}
        name={name}
        value={value}
        inputMode={numeric ? 'numeric' : undefined}
        list={list}
        maxLength={200}
      />
    </span>
  )
}

export function Check({ name, label, checked }: { name: string; label: string; checked: boolean }) {
  return (
    <span class="filter filter-check">
      <input id={`filter-${name}`} type="checkbox" name={name} value="1" checked={checked} />
      <label for={`filter-${name}`}>{label}</label>
    </span>
  )
}
