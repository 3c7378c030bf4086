/**
 * Where a list goes on, and the lists before and after it.
 * @module
 */

interface OtherPagesProps {
  /** Addresses in the same list. */
  readonly previousPage?: string | undefined
  readonly nextPage?: string | undefined
  readonly earlier?: { readonly href: string; readonly label: string } | undefined
  readonly later?: { readonly href: string; readonly label: string } | undefined
}

export function OtherPages({ previousPage, nextPage, earlier, later }: OtherPagesProps) {
  if (!previousPage && !nextPage && !earlier && !later) return null
  return (
    <nav class="pages" aria-label="More papers">
      {previousPage && (
        <a href={previousPage} rel="prev">
          ← Previous page
        </a>
      )}
      {nextPage && (
        <a href={nextPage} rel="next">
          Next page →
        </a>
      )}
      {earlier && <a href={earlier.href}>← {earlier.label}</a>}
      {later && <a href={later.href}>{later.label} →</a>}
    </nav>
  )
}
