/**
 * Forms that change a part of the page do it in place. A form with `data-live` is sent as it would be without a script; the
 * server answers with the part that has changed, made as the whole page makes it: the form itself, or the element whose id
 * `data-live` names. What has been done is said to screen readers, and the focus stays where it was or goes where the
 * answer says. Whatever the server refuses is said beside the form, and what was typed stays.
 * @module
 */
{
  const PART = { 'x-part': '1' }
  const status = document.createElement('p')
  status.className = 'visually-hidden'
  status.setAttribute('role', 'status')
  document.body.append(status)

  const sending = new WeakSet<HTMLFormElement>()

  document.addEventListener('submit', (event) => {
    const form = event.target
    if (!(form instanceof HTMLFormElement) || form.dataset.live === undefined || event.defaultPrevented) return
    event.preventDefault()
    if (!sending.has(form)) void send(form, event.submitter)
  })

  async function send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
    sending.add(form)
    try {
      const body = new URLSearchParams()
      for (const [name, value] of new FormData(form, submitter)) if (typeof value === 'string') body.append(name, value)
      const response = await ask(form.getAttribute('action') ?? '', { method: 'POST', body })
      if (!response) return
      if (!response.ok) return complain(form, await detailOf(response))
      show(form, await response.text(), response.headers)
    } catch {
      complain(form, 'This could not be sent. Try again.')
    } finally {
      sending.delete(form)
    }
  }

  /** Undefined when the page is left: the answer is a page of its own, such as the one to sign in on. */
  async function ask(path: string, init: RequestInit = {}): Promise<Response | undefined> {
    const response = await fetch(path, { ...init, headers: PART })
    if (!response.redirected) return response
    location.assign(response.url)
    return undefined
  }

  async function detailOf(response: Response): Promise<string> {
    const problem = (await response.json().catch(() => ({}))) as { detail?: string }
    return problem.detail ?? 'This did not work. Try again.'
  }

  function complain(form: HTMLFormElement, message: string) {
    const note = form.querySelector('.live-problem') ?? document.createElement('p')
    note.className = 'field-problem live-problem'
    note.setAttribute('role', 'alert')
    note.textContent = message
    form.append(note)
  }

  function show(form: HTMLFormElement, html: string, headers: Headers) {
    const template = document.createElement('template')
    template.innerHTML = html
    const fresh = template.content.firstElementChild
    const old = form.dataset.live ? document.getElementById(form.dataset.live) : form
    if (!(fresh instanceof HTMLElement) || !old) return location.reload()
    const place = placeOf(old)
    const inside = old.contains(form)
    if (form.dataset.live) keepOpen(old, fresh, form)
    old.replaceWith(fresh)
    if (!inside) {
      form.reset()
      form.querySelector('.live-problem')?.remove()
    }
    if (fresh.dataset.counted) {
      for (const link of document.querySelectorAll('[data-comments]')) link.textContent = fresh.dataset.counted
    }
    focus(document.getElementById(headers.get('x-focus') ?? '') ?? place(fresh))
    status.textContent = decodeURIComponent(headers.get('x-said') ?? '')
  }

  /** Where the focus was in a part, to be found again in its successor: the same control of the same form. */
  function placeOf(part: HTMLElement): (successor: HTMLElement) => HTMLElement | null {
    const { activeElement: control } = document
    const form = control?.closest('form')
    if (!control || !form || !part.contains(control)) return () => null
    const action = form.getAttribute('action') ?? ''
    const index = [...form.querySelectorAll('button')].indexOf(control as HTMLButtonElement)
    return (successor) => {
      const forms = successor.matches('form') ? [successor] : [...successor.querySelectorAll('form')]
      const same = forms.find((each) => each.getAttribute('action') === action)
      return same?.querySelectorAll('button')[Math.max(index, 0)] ?? null
    }
  }

  function focus(element: HTMLElement | null) {
    if (!element) return
    if (!element.matches('a, button, input, textarea')) element.tabIndex = -1
    element.focus()
  }

  /** Forms that were opened in the old part, and what is being typed in them, go on in the new one. */
  function keepOpen(old: HTMLElement, fresh: HTMLElement, sent: HTMLFormElement) {
    for (const open of old.querySelectorAll<HTMLElement>('.comment-form')) {
      const successor = fresh.querySelector(`#${open.closest('.comment')?.id} > .comment-actions`)
      if (!open.contains(sent)) successor?.after(open)
    }
  }

  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[data-live]')
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    void open(link)
  })

  /** The form that a link leads to, below the comment that the link is in; a second time it is closed. */
  async function open(link: HTMLAnchorElement): Promise<void> {
    const actions = link.closest('.comment-actions')
    const present = actions?.nextElementSibling
    if (present?.matches('.comment-form')) {
      present.remove()
      if (present.getAttribute('data-from') === link.href) return
    }
    const response = await ask(link.href).catch(() => undefined)
    if (!response?.ok || !actions) return location.assign(link.href)
    const box = document.createElement('div')
    box.className = 'comment-form'
    box.setAttribute('data-from', link.href)
    box.innerHTML = await response.text()
    const cancel = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Cancel' })
    cancel.className = 'button-text'
    const close = () => {
      box.remove()
      link.focus()
    }
    cancel.addEventListener('click', close)
    box.addEventListener('keydown', ({ key }) => key === 'Escape' && close())
    box.querySelector('button[type=submit]')?.after(cancel)
    actions.after(box)
    const field = box.querySelector('textarea')
    field?.focus()
    field?.setSelectionRange(field.value.length, field.value.length)
  }
}
