/**
 * Keeps the site for when there is no network: starts the service worker, once the page has nothing else to do, and on the
 * page that is shown without one lists what is kept.
 * @module
 */
{
  /** Milliseconds after loading: what the visitor came for comes first. */
  const LATER = 3000

  async function start() {
    const { serviceWorker } = navigator
    const wasThere = serviceWorker.controller !== null
    await serviceWorker.register('/service-worker.js')
    const { active } = await serviceWorker.ready
    // Papers that run are half a megabyte: not for those who pay by the byte.
    const saves = (navigator as { connection?: { saveData?: boolean } }).connection?.saveData
    if (!wasThere && !saves) active?.postMessage('keep this page')
  }

  async function listKept(list: HTMLElement) {
    const paths = new Set<string>()
    for (const name of await caches.keys()) {
      if (!name.startsWith('pages ')) continue
      for (const { url } of await (await caches.open(name)).keys()) paths.add(new URL(url).pathname)
    }
    paths.delete('/offline')
    for (const path of [...paths].reverse()) {
      const kept = await caches.match(path, { ignoreVary: true })
      const title = new DOMParser().parseFromString((await kept?.text()) ?? '', 'text/html').title
      const link = Object.assign(document.createElement('a'), { href: path })
      link.textContent = title.replace(' · Pushforward', '') || path
      const item = document.createElement('li')
      item.append(link)
      list.append(item)
    }
    list.previousElementSibling?.toggleAttribute('hidden', paths.size === 0)
  }

  addEventListener('load', () => {
    // Browsers have neither on plain http, but of this machine.
    if (!('serviceWorker' in navigator) || !('caches' in window)) return
    const list = document.getElementById('kept-pages')
    if (list) void listKept(list)
    // A browser that forbids it is one without.
    setTimeout(() => void start().catch(() => {}), LATER)
  })
}
