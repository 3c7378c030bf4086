import { describe, expect, test } from 'vitest'
import { storyOf, toStoryHtml } from './story.js'

const readme = `# Title

Opening.

## Idea

With $a_1 * b_2$ and *emphasis*.

| x | y |
| --- | --- |
| 1 | $\\alpha$ |

### Deeper

Text.

## What reproduced

Nothing here.

## Differences, and limits

- Up to <script>alert(1)</script> this.
- A [bad](javascript:alert(1)) link.
`

describe('the story of a paper', () => {
  test('has the sections on the idea and on limits, without their titles', () => {
    const { idea, limits } = storyOf(readme)
    expect(idea).toContain('<em>emphasis</em>')
    expect(idea).toContain('<h3>Deeper</h3>')
    expect(idea).not.toContain('Nothing here')
    expect(limits).toContain('<li>')
    expect(storyOf('# Only a title\n')).toEqual({ idea: undefined, limits: undefined })
  })

  test('keeps formulas from Markdown, in tables too', () => {
    const { idea } = storyOf(readme)
    expect(idea).toContain('<msub><mi>a</mi>')
    expect(idea).toMatch(/<td><math><mi>α<\/mi><\/math><\/td>/)
    expect(idea).toContain('<section class="scroll-region" aria-label="Table" tabindex="0"><table>')
  })

  test('obeys no markup and no script', () => {
    const { limits } = storyOf(readme)
    expect(limits).toContain('&lt;script&gt;')
    expect(limits).toContain('<a href="">bad</a>')
    expect(toStoryHtml('`$not math$`')).toContain('<code>')
  })
})
