/**
 * The nearest known word to a mistyped one.
 * @module
 */

/** Edits between two words: insertions, deletions, replacements, swaps of neighbours (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      const replaced = (last[j - 1] as number) + (same ? 0 : 1)
      row[j] = Math.min((last[j] as number) + 1, (row[j - 1] as number) + 1, replaced)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) row[j] = Math.min(row[j] as number, (before[j - 2] as number) + 1)
    }
    before = last
    last = row
  }
  return last[b.length] as number
}

/** ` Did you mean x?`, or nothing when no known word is near: at most two edits, or a third of the letters. */
export function suggestion(given: string, known: readonly string[]): string {
  const limit = Math.max(2, Math.floor(given.length / 3))
  let best: string | undefined
  let least = limit + 1
  for (const word of known) {
    const distance = editDistance(given.toLowerCase(), word.toLowerCase())
    if (distance >= least) continue
    least = distance
    best = word
  }
  return best === undefined ? '' : ` Did you mean ${best}?`
}
