/**
 * Numbers as they are printed everywhere: three significant digits, a true minus sign, thin spaces in thousands, and
 * never more digits than the uncertainty allows.
 * @module
 */

/** U+202F: thin, and no line breaks at it. */
const THIN_SPACE = '\u202f'
const MINUS = '\u2212'
const SUPERSCRIPT = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** Beyond these powers of ten a number is written with one. */
const LARGEST_PLAIN = 6
const SMALLEST_PLAIN = -4

/**
 * @param digits significant digits; default 3
 * @example
 * formatNumber(-0.0012345) // '−0.00123'
 * formatNumber(1234567) // '1.23 × 10⁶'
 */
export function formatNumber(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return notFinite(value)
  if (value === 0) return '0'
  const exponent = exponentOf(value, digits)
  if (exponent >= LARGEST_PLAIN || exponent < SMALLEST_PLAIN) {
    const [mantissa] = value.toExponential(digits - 1).split('e')
    return `${plain(Number(mantissa), digits - 1)}${powerOfTen(exponent)}`
  }
  return plain(value, digits - 1 - exponent)
}

/**
 * A count: every digit, in groups of three.
 * @example
 * formatCount(163210) // '163 210'
 */
export const formatCount = (count: number): string =>
  Number.isFinite(count) ? plain(Math.round(count), 0) : notFinite(count)

/**
 * A value and the half-width of its interval: two digits of the half-width, and as many of the value.
 * @example
 * formatInterval(0.14321, 0.01234) // '0.143 ± 0.012'
 */
export function formatInterval(value: number, halfWidth: number): string {
  if (!Number.isFinite(value) || !(halfWidth > 0) || !Number.isFinite(halfWidth)) return formatNumber(value)
  const exponent = Math.max(exponentOf(value, 3), exponentOf(halfWidth, 2))
  const decimals = 1 - exponentOf(halfWidth, 2)
  if (exponent >= LARGEST_PLAIN || exponent < SMALLEST_PLAIN) {
    const unit = 10 ** exponent
    const kept = decimals + exponent
    return `(${plain(value / unit, kept)} ± ${plain(halfWidth / unit, kept)})${powerOfTen(exponent)}`
  }
  return `${plain(value, decimals)} ± ${plain(halfWidth, decimals)}`
}

/** Power of ten of the leading digit, after rounding to `digits` (0.9996 leads with 10⁰). */
function exponentOf(value: number, digits: number): number {
  if (value === 0) return Number.NEGATIVE_INFINITY
  return Number(
    Math.abs(value)
      .toExponential(digits - 1)
      .split('e')[1],
  )
}

const notFinite = (value: number) => (Number.isNaN(value) ? '–' : value > 0 ? '∞' : `${MINUS}∞`)

/** Fixed decimals (negative ones round to tens, hundreds …), grouped. */
function plain(value: number, decimals: number): string {
  const unit = 10 ** Math.max(0, -decimals)
  const fixed = (Math.round(Math.abs(value) / unit) * unit).toFixed(0)
  const text = decimals > 0 ? Math.abs(value).toFixed(Math.min(decimals, 20)) : fixed
  const [whole = '0', fraction] = text.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE)
  const sign = value < 0 && /[1-9]/.test(text) ? MINUS : ''
  return `${sign}${grouped}${fraction === undefined ? '' : `.${fraction}`}`
}

function powerOfTen(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPT[Number(digit)]).join('')
  return ` × 10${exponent < 0 ? '⁻' : ''}${digits}`
}

/** What number formats of d3 and Vega need to write as we do. */
export const numberLocale = { decimal: '.', thousands: THIN_SPACE, grouping: [3], currency: ['', ''], minus: MINUS }
