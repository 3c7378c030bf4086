/**
 * From one list to another.
 * @module
 */
import type { ListKind } from '../view.js'

const LISTS = [
  { kind: 'trending', href: '/trending', label: 'Trending' },
  { kind: 'newest', href: '/newest', label: 'Newest' },
  { kind: 'runnable', href: '/runnable', label: 'Runs here' },
  { kind: 'day', href: '/day', label: 'Day' },
  { kind: 'week', href: '/week', label: 'Week' },
  { kind: 'month', href: '/month', label: 'Month' },
  { kind: 'for-you', href: '/for-you', label: 'For you' },
] as const

export function ListNavigation({ kind }: { kind?: ListKind }) {
  return (
    <nav aria-label="Lists">
      <ul class="topics">
        {LISTS.map((list) => (
          <li key={list.kind}>
            <a href={list.href} aria-current={list.kind === kind ? 'page' : undefined}>
              {list.label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
