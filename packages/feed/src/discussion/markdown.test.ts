import { describe, expect, test } from 'vitest'
import { renderMarkdown } from './index.js'

/** Only elements and attributes of the list, and links that lead to pages and addresses. */
function expectHarmless(html: string): void {
  for (const [, name = '', attributes = ''] of html.matchAll(/<\/?([a-z0-9]+)([^>]*)>/gi)) {
    expect(name).toMatch(/^(p|br|hr|em|strong|del|code|pre|blockquote|[uo]l|li|a|table|thead|tbody|t[rhd]|h[456])$/)
    expect(attributes.replaceAll(/ (href|rel|start|align)="[^"]*"/g, '')).toMatch(/^( \/)?$/)
    expect(/href="([^"]*)"/.exec(attributes)?.[1] ?? 'https:').toMatch(/^(https?:|mailto:|#|$)/)
  }
}

describe('Markdown of strangers', () => {
  test('becomes the elements of a comment', () => {
    expect(renderMarkdown('*so* [far](https://example.org)')).toBe(
      '<p><em>so</em> <a href="https://example.org" rel="nofollow ugc noopener">far</a></p>',
    )
    expect(renderMarkdown('# Big\n\n- a\n- b\n\n~~c~~ `d<e`')).toBe(
      '<h4>Big</h4>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<p><del>c</del> <code>d&lt;e</code></p>',
    )
    expect(renderMarkdown('| a |\n| --- |\n| b |')).toContain('<td>b</td>')
  })

  test('links what looks like an address, and marks it as a stranger’s', () => {
    expect(renderMarkdown('see https://example.org/x')).toContain(
      '<a href="https://example.org/x" rel="nofollow ugc noopener">',
    )
  })

  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java\tscript:alert(1))',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](vbscript:msgbox(1))',
    '<javascript:alert(1)>',
    '![x](https://example.org/pixel.png)',
    '![x](x"onerror="alert(1))',
    '[x](https://a.org "onmouseover=alert(1)")',
    '<svg><script>alert(1)</script></svg>',
    '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
    '<iframe src="https://example.org"></iframe>',
    '<form action="/account/delete"><button>free money</button></form>',
    '`</code><script>alert(1)</script>`',
    '```"><script>\nx\n```',
    '[^1]\n\n[^1]: <script>alert(1)</script>',
    '- [ ] task <input autofocus onfocus=alert(1)>',
    '[x]: javascript:alert(1)\n[x]',
    '<div style="position:fixed;inset:0">over everything</div>',
    '<base href="https://evil.example">',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    '[x](//evil.example)',
  ])('stays text or loses its harm: %s', (text) => {
    expectHarmless(renderMarkdown(text))
  })

  // Parsers that go back over what they have read never end with these.
  test.each(['[', '*', '> ', '`', '<', '![', '~~', '- ', '[](', '|a', '&', 'www.', 'a@b.c '])(
    'of the longest text is made, and harmless, where all of it is %j',
    (piece) => {
      const html = renderMarkdown(piece.repeat(Math.floor(10_000 / piece.length)))
      expect(html).not.toBe('')
      expectHarmless(html)
    },
    60_000,
  )
})
