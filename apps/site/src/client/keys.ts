/**
 * Keys for reading: the next and the previous paper of a list, opening, voting, saving, the source, searching. They are the keys
 * of mail programs. No key does what the page can't do without script.
 * @module
 */
{
  const KEYS: readonly (readonly [key: string, does: string])[] = [
    ['j', 'next paper'],
    ['k', 'previous paper'],
    ['o', 'open it'],
    ['u', 'vote for it, or take the vote back'],
    ['s', 'save it, or save it no more'],
    ['a', 'the paper on arXiv'],
    ['/', 'search'],
    ['?', 'these keys'],
  ]
  let chosen = -1

  const entries = () => [...document.querySelectorAll<HTMLElement>('.entry')]
  const here = (): ParentNode => entries()[chosen] ?? document

  function move(by: number) {
    const all = entries()
    if (all.length === 0) return
    chosen = Math.min(Math.max(chosen + by, 0), all.length - 1)
    const link = all[chosen]?.querySelector<HTMLElement>('h3 a')
    link?.focus({ preventScroll: true })
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
    all[chosen]?.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' })
  }

  function help() {
    const dialog = document.createElement('dialog')
    dialog.className = 'keys-help'
    dialog.setAttribute('aria-label', 'Keys')
    const list = document.createElement('dl')
    for (const [key, does] of KEYS) {
      const term = document.createElement('dt')
      term.append(Object.assign(document.createElement('kbd'), { textContent: key }))
      list.append(term, Object.assign(document.createElement('dd'), { textContent: does }))
    }
    const close = Object.assign(document.createElement('button'), { className: 'button', textContent: 'Close' })
    close.addEventListener('click', () => dialog.close())
    dialog.append(list, close)
    dialog.addEventListener('close', () => dialog.remove())
    document.body.append(dialog)
    dialog.showModal()
  }

  const DOES: Readonly<Record<string, () => void>> = {
    j: () => move(1),
    k: () => move(-1),
    o: () => entries()[chosen]?.querySelector<HTMLElement>('h3 a')?.click(),
    u: () => here().querySelector<HTMLElement>('form[data-vote] button')?.click(),
    s: () => here().querySelector<HTMLElement>('form[data-save] button')?.click(),
    a: () => here().querySelector<HTMLElement>('a[data-source]')?.click(),
    '/': () => {
      const field = document.querySelector<HTMLInputElement>('input[type=search]')
      if (field) field.select()
      else location.assign('/search')
    },
    '?': help,
  }

  document.addEventListener('keydown', (event) => {
    const target = event.target as HTMLElement
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (target.closest('input, textarea, select, dialog, [contenteditable]')) return
    const does = DOES[event.key]
    if (!does) return
    event.preventDefault()
    does()
  })
}
