/**
 * The chosen theme, before the first paint. Without a choice the system's theme rules, by CSS alone.
 * @module
 */
{
  const root = document.documentElement
  const chosen = localStorage.getItem('theme')
  if (chosen === 'light' || chosen === 'dark') root.dataset.theme = chosen
  root.classList.add('script')

  document.addEventListener('DOMContentLoaded', () => {
    const toggle = document.querySelector<HTMLButtonElement>('.theme-toggle')
    if (!toggle) return
    toggle.hidden = false
    toggle.addEventListener('click', () => {
      const isDark = getComputedStyle(root).colorScheme.startsWith('dark') || (!root.dataset.theme && prefersDark())
      root.dataset.theme = isDark ? 'light' : 'dark'
      localStorage.setItem('theme', root.dataset.theme)
    })
  })

  const prefersDark = () => matchMedia('(prefers-color-scheme: dark)').matches
}
