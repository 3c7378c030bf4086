/**
 * Watches a run on the server: moves the bar as it goes, and loads the page anew when there is more to see than that.
 * @module
 */
const page = document.querySelector<HTMLElement>('[data-run]')
if (page) {
  const bar = page.querySelector('progress')
  const words = page.querySelector('[role=status]')
  const source = new EventSource(`/runs/${page.dataset.run}/events`)
  source.addEventListener('progress', ({ data }) => {
    const { done, total, note } = JSON.parse(data)
    if (bar) bar.value = total > 0 ? done / total : 0
    if (words) words.textContent = note ?? `${done} of ${total}`
  })
  source.addEventListener('state', ({ data }) => {
    if (data === page.dataset.state) return
    source.close()
    location.reload()
  })
}
