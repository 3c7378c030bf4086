/**
 * What every command prints: one JSON document, or aligned text for people.
 * @module
 */

/** The only thing on stdout of a call with `--json`. */
export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2))

export const print = (text: string): void => void process.stdout.write(`${text}\n`)

/** Rows with aligned columns, two spaces between them. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length)
    })
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] as number))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
