/**
 * Something that may be wider than the page: it scrolls by itself, by keyboard too.
 * @module
 */
import type { ComponentChildren } from 'preact'

export function ScrollRegion({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the only way to scroll it without a pointer
    <section class="scroll-region" aria-label={label} tabIndex={0}>
      {children}
    </section>
  )
}
