/**
 * Takes a figure away: as a picture or as its data.
 * @module
 */
import type { ExportFormat } from './actions.js'

const FORMATS: readonly { readonly format: ExportFormat; readonly label: string }[] = [
  { format: 'svg', label: 'SVG' },
  { format: 'png', label: 'PNG' },
  { format: 'csv', label: 'CSV' },
]

export function ExportMenu({ onExport }: { onExport: (format: ExportFormat) => void }) {
  return (
    <span class="export screen-only needs-script">
      Save as{' '}
      {FORMATS.map(({ format, label }) => (
        <button key={format} class="button-text" type="button" onClick={() => onExport(format)}>
          {label}
        </button>
      ))}
    </span>
  )
}
