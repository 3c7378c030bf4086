import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type TestSmtp, testSmtp } from '@pushforward/feed/fixture'
import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SiteInBrowser, siteInBrowser, waitFor } from './fixture/browser.js'
import { keptPages, keptText, WITH_WORKERS } from './fixture/kept-pages.js'

let smtp: TestSmtp
let site: SiteInBrowser
const environment = { SMTP_URL: process.env.SMTP_URL, ADMINISTRATORS: process.env.ADMINISTRATORS }
beforeAll(async () => {
  smtp = await testSmtp()
  process.env.SMTP_URL = smtp.url
  process.env.ADMINISTRATORS = 'root@example.org'
  site = await siteInBrowser()
}, 120_000)
afterAll(async () => {
  await site?.close()
  await smtp?.close()
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
})

/** The link in the newest mail to an address, once it has come. */
async function mailedLink(email: string): Promise<string> {
  for (const end = performance.now() + 30_000; performance.now() < end; ) {
    const mail = smtp.mails.findLast(({ to }) => to === email)
    const [link] = /http:\S+\/sign-in\/[\w-]{43}/.exec((mail && (await smtp.parsed(mail)).text) ?? '') ?? []
    if (link) return link
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`no link came to ${email}`)
}

async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('Your e-mail address').fill(email)
  await page.getByRole('button', { name: 'Send the link' }).click()
  await page.getByText('A link is on its way').waitFor()
  await page.goto(await mailedLink(email))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForLoadState()
}

const shots = process.env.SHOTS
const looks: readonly BrowserContextOptions[] = shots
  ? [
      { viewport: { width: 390, height: 844 }, colorScheme: 'light' },
      { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
    ]
  : []

/** For whoever looks: SHOTS=folder. */
async function shoot(what: Page | Locator, name: string): Promise<void> {
  const page = 'page' in what ? what.page() : what
  for (const [k, { viewport, colorScheme }] of looks.entries()) {
    if (viewport) await page.setViewportSize(viewport)
    await page.emulateMedia({ colorScheme })
    const path = `${shots}/${name}-${k}.png`
    await (what === page ? page.screenshot({ path, fullPage: true }) : what.screenshot({ path }))
  }
}

const paper = '/papers/monge-gap'

test('without a script a reader signs in, votes, comments, replies, submits and signs out', async () => {
  await site.visit(
    '/sign-in?next=/papers/monge-gap',
    async (page) => {
      await shoot(page, 'sign-in')
      await signIn(page, 'ada@example.org')
      // A new account is first asked for a name, then goes on to where it was going.
      await shoot(page, 'account')
      await page.getByLabel('Name').fill('Ada')
      await page.getByLabel('Handle').fill('ada')
      await page.getByRole('button', { name: 'Save' }).click()
      expect(new URL(page.url()).pathname).toBe(paper)
      await page.getByRole('button', { name: 'vote for this paper' }).click()
      await page.getByRole('button', { name: /1 vote.*take your vote back/ }).waitFor()
      await page
        .getByLabel('Your comment')
        .fill('It *runs*.\n\n> Can any network be taught?\n\nSee [this](https://example.org) and `gap(T)`.')
      await page.getByRole('button', { name: 'Comment' }).click()
      expect(await page.locator('.comment-text em').innerText()).toBe('runs')
      await page.getByRole('link', { name: 'Reply' }).click()
      await page.getByLabel('Your reply').fill('And how.')
      await shoot(page, 'reply')
      await page.getByRole('button', { name: 'Reply' }).click()
      expect(await page.locator('.comments .comments .comment-text').innerText()).toBe('And how.')
      await page.getByRole('link', { name: 'Change' }).first().click()
      await page.getByLabel('Your comment').fill('It *runs*, even on a phone.')
      await page.getByRole('button', { name: 'Save' }).click()
      expect(await page.locator('.comment-text').first().innerText()).toBe('It runs, even on a phone.')
      await page.setViewportSize({ width: 390, height: 844 })
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
      await shoot(page.locator('#comments'), 'discussion')
      await page.goto(`${site.url}/submit`)
      await page.getByText('Fill it in from BibTeX or JSON').click()
      await page
        .getByLabel('BibTeX or JSON of one paper')
        .fill('@article{x, title = {On a {M}ap}, author = {Li, Bo and Lovelace, Ada}, eprint = {2501.01234}}')
      await page.getByRole('button', { name: 'Read it' }).click()
      expect(await page.getByLabel('Title').inputValue()).toBe('On a Map')
      await shoot(page, 'submit')
      await page.getByRole('button', { name: 'Submit', exact: true }).click()
      expect(new URL(page.url()).pathname).toBe('/papers/on-a-map')
      expect(await page.locator('h1').innerText()).toBe('On a Map')
      await page.goto(`${site.url}/account`)
      await page.getByRole('button', { name: 'Sign out', exact: true }).click()
      await page.goto(`${site.url}/account`)
      expect(new URL(page.url()).pathname).toBe('/sign-in')
    },
    { javaScriptEnabled: false },
  )
})

test('a flag is settled by a moderator, and the log is for everybody', async () => {
  await site.visit(`/sign-in?next=${paper}`, async (page) => {
    await signIn(page, 'root@example.org')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Useful', exact: true }).first().click()
    await page.getByText('useful to 1 of 1 reader').waitFor()
    await page.getByRole('link', { name: 'Flag' }).last().click()
    await page.getByLabel('It attacks somebody').check()
    await shoot(page, 'flag')
    await page.getByRole('button', { name: 'Flag' }).click()
    await page.goto(`${site.url}/moderation/queue`)
    await shoot(page, 'queue')
    await page.getByLabel('Reason', { exact: true }).first().fill('It was meant well')
    await page.getByRole('button', { name: 'Dismiss' }).click()
    await page.goto(`${site.url}/moderation`)
    expect(await page.locator('.log').innerText()).toContain('dismissed flags')
    await shoot(page, 'log')
  })
})

test('the keys u and s vote for the paper that is shown and save it, in place', async () => {
  await site.visit(`/sign-in?next=${paper}`, async (page) => {
    await signIn(page, 'keys@example.org')
    await page.getByRole('button', { name: 'Save' }).click()
    const vote = page.locator('form[data-vote] button')
    await vote.waitFor()
    await page.evaluate(() => {
      document.body.dataset.same = 'page'
    })
    await page.keyboard.press('u')
    await page.getByRole('button', { name: 'take your vote back' }).waitFor()
    expect(await vote.evaluate((button) => button === document.activeElement)).toBe(false)
    await page.keyboard.press('s')
    await page.getByRole('button', { name: 'save it no more' }).waitFor()
    await page.locator('[role=status].visually-hidden', { hasText: 'Saved' }).waitFor({ state: 'attached' })
    // A button that was pressed keeps the focus.
    await vote.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'vote for this paper' }).waitFor()
    expect(await vote.evaluate((button) => button === document.activeElement)).toBe(true)
    expect(await page.evaluate(() => document.body.dataset.same)).toBe('page')
    await page.goto(`${site.url}/saved`)
    await page.locator('.entry').waitFor()
    await shoot(page, 'saved')
    await page.goto(`${site.url}/topics/divergence`)
    await page.getByRole('button', { name: 'follow the topic divergence' }).click()
    await page.getByRole('button', { name: 'follow divergence no more' }).waitFor()
    await shoot(page, 'topic')
    await page.goto(`${site.url}/following`)
    await page.locator('.entry').first().waitFor()
    await shoot(page, 'following')
    await page.goto(`${site.url}/account`)
    await page.getByRole('button', { name: 'Make the addresses' }).click()
    await page.getByText('shown this once').waitFor()
    await shoot(page, 'feeds')
  })
})

test('what is kept for when there is no network is of nobody: not while somebody is signed in, and not after', async () => {
  await site.visit(
    `/sign-in?next=${paper}`,
    async (page) => {
      await signIn(page, 'kept@example.org')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByRole('button', { name: 'vote for this paper' }).click()
      await page.goto(`${site.url}/account`)
      await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
      await page.goto(`${site.url}${paper}`)
      await page.getByRole('button', { name: 'take your vote back' }).waitFor()
      // The page is kept all the same, as everybody sees it.
      expect(await keptPages(page, paper)).not.toContain('/account')
      expect(await keptText(page)).not.toMatch(/take your vote back|kept@example\.org/)
      await page.goto(`${site.url}/account`)
      await page.getByRole('button', { name: 'Sign out', exact: true }).click()
      await page.waitForLoadState()
      expect(await keptText(page)).not.toMatch(/take your vote back|kept@example\.org/)
    },
    WITH_WORKERS,
  )
})

test('with a script the thread changes in place: focus, what is said, and what is being typed', async () => {
  const work = async (page: Page) => {
    await signIn(page, 'live@example.org')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.locator('#comments').waitFor()
    await page.evaluate(() => {
      document.body.dataset.same = 'page'
    })
    const said = page.locator('p[role=status].visually-hidden')
    const focused = () => page.evaluate(() => document.activeElement?.closest('[id]')?.id)
    const draft = page.getByLabel('Your comment')
    await draft.fill('Written *here*')
    await page.getByRole('button', { name: 'Comment', exact: true }).click()
    const mine = page.locator('.comment', { hasText: 'Written here' })
    await mine.waitFor()
    await waitFor(said, /^Your comment is there$/)
    expect(await focused()).toBe(await mine.getAttribute('id'))
    expect(await draft.inputValue()).toBe('')
    expect(await page.locator('[data-comments]').innerText()).toBe('3 comments')

    // A draft and a form that is open stay when somebody's comment is judged.
    await draft.fill('a draft')
    await mine.getByRole('link', { name: 'Reply' }).click()
    const reply = page.getByLabel('Your reply')
    await reply.fill('half a reply')
    await page.getByRole('button', { name: 'Useful', exact: true }).first().click()
    await waitFor(said, /^Marked as useful$/)
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Useful')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-pressed'))).toBe('true')
    expect([await draft.inputValue(), await reply.inputValue()]).toEqual(['a draft', 'half a reply'])
    await shoot(page.locator('#comments'), 'thread-in-place')
    await reply.fill('A whole reply')
    await page.getByRole('button', { name: 'Reply', exact: true }).click()
    await mine.locator('.comments .comment-text', { hasText: 'A whole reply' }).waitFor()
    expect(await reply.count()).toBe(0)

    await mine.getByRole('link', { name: 'Change' }).first().click()
    const change = mine.getByLabel('Your comment')
    expect(await change.inputValue()).toBe('Written *here*')
    await change.press('Escape')
    expect(await change.count()).toBe(0)
    await mine.getByRole('link', { name: 'Change' }).first().click()
    await change.fill(' ')
    await page.getByRole('button', { name: 'Save', exact: true }).last().click()
    // What is refused is said beside the form, which stays.
    await waitFor(mine.getByRole('alert'), /Comment is empty/)
    await change.fill('Written here, and changed')
    await page.getByRole('button', { name: 'Save', exact: true }).last().click()
    await mine.locator('.comment-text', { hasText: 'and changed' }).waitFor()
    await mine.locator('.comments').getByRole('button', { name: 'Delete' }).click()
    await waitFor(said, /^Your comment is deleted$/)
    expect(await focused()).toBe('comments-title')
    expect(await draft.inputValue()).toBe('a draft')
    expect(await page.evaluate(() => document.body.dataset.same)).toBe('page')
    expect(new URL(page.url()).pathname).toBe(paper)
  }
  await site.visit(`/sign-in?next=${paper}`, work, { allowed: /status of 422/ })
})

test('the pages have no fault that axe finds', async () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  await site.visit('/sign-in', async (page) => {
    await signIn(page, 'axe@example.org')
    const paths = [
      '/account',
      '/saved',
      '/following',
      '/submit',
      '/moderation',
      `${paper}/comment`,
      `${paper}/authorship`,
      '/flag?paper=monge-gap',
      '/papers/on-a-map',
    ]
    for (const path of paths) {
      await page.goto(`${site.url}${path}`)
      await page.evaluate(axe)
      const found = await page.evaluate(async () => {
        const { violations } = await (globalThis as unknown as { axe: { run(): Promise<Axe> } }).axe.run()
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
      })
      expect(found, path).toEqual([])
    }
  })
})

interface Axe {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[]
}
