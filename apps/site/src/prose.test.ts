import { describe, expect, test } from 'vitest'
import { abstractHtml, beginning, toHtml } from './prose.js'

describe('toHtml', () => {
  test('turns mathematics into MathML and code into code', () => {
    expect(toHtml('`a < b` for $x$')).toBe('<code>a &lt; b</code> for <math><mi>x</mi></math>')
  })

  test('escapes everything that is neither', () => {
    expect(toHtml('<script>alert("x")</script> & more')).toBe(
      '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; more',
    )
    expect(toHtml('`</code><b>`')).toBe('<code>&lt;/code&gt;&lt;b&gt;</code>')
    expect(toHtml('$x < y$')).not.toContain('< ')
  })

  test('keeps a number and its per cent on one line, and leaves code alone', () => {
    expect(toHtml('a 95 % interval, `5 % 2`')).toBe('a 95\u00a0% interval, <code>5 % 2</code>')
  })

  test('leaves a lone dollar or backtick alone', () => {
    expect(toHtml('costs $5 and `more')).toBe('costs $5 and `more')
  })
})

test('an abstract is folded, its amounts are amounts, and what can’t be read stands as it is', () => {
  expect(abstractHtml("costs $5\nto $10, ``at most''")).toBe('costs $5 to $10, “at most”')
  expect(abstractHtml('for $x < 1$ <b>')).toMatch(/^for <math>.*<\/math> &lt;b&gt;$/)
  expect(abstractHtml('for $\\nonsense{$ only')).toBe('for <code>\\nonsense{</code> only')
  expect(beginning('one $x$ two three', 11)).toBe('one x two …')
})
