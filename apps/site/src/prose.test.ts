import { describe, expect, test } from 'vitest'
import { toHtml } from './prose.js'

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

  test('leaves a lone dollar or backtick alone', () => {
    expect(toHtml('costs $5 and `more')).toBe('costs $5 and `more')
  })
})
