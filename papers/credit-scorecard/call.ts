/**
 * The call of the library that a run makes, as text.
 * @module
 */
import type { Method } from './analysis.js'

interface CallParameters {
  readonly variable: string
  readonly method: Method
  readonly maxBins: number
  readonly target: string
  readonly event: string
  readonly protected: string
  readonly group: string
  readonly alpha: number
  readonly points0: number
  readonly pdo: number
}

const quoted = (text: string) => JSON.stringify(text)

/** How a column is binned, by method. */
function binCall(method: Method, maxBins: number): string {
  const option: Record<Exclude<Method, 'optimal'>, string> = {
    quantile: `bins: ${maxBins}`,
    cart: `maxLeaves: ${maxBins}`,
    chimerge: `maxBins: ${maxBins}`,
    tree: `maxBins: ${maxBins}`,
    stumps: `rounds: ${maxBins - 1}`,
  }
  return method === 'optimal'
    ? `optimalBinning(column, bad, { objective: 'debiased', trend: 'monotone', maxBins: ${maxBins} })`
    : `bin(column, bad, { method: '${method}', ${option[method]} })`
}

/** @returns TypeScript that runs as it stands on German credit, or on a file of one's own */
export function callOf(parameters: CallParameters): string {
  const { method, maxBins, alpha, points0, pdo } = parameters
  const target = parameters.target || 'creditability'
  const event = parameters.event || (parameters.target === '' ? 'bad' : '')
  const left = [target, ...(parameters.protected ? [parameters.protected] : [])]
  const binner = method === 'optimal' ? 'optimalBinning' : 'bin'
  const names = ['binaryTarget', binner, 'columnNamed', 'evidenceMatrix', 'informationValue', 'logistic', 'readTable']
  return `import { readFile } from 'node:fs/promises'
import { ${[...names, 'scorecard'].sort().join(', ')} } from 'pushforward/table'

const loans = await readTable(await readFile('data/german-credit/german-credit.csv'))
const bad = binaryTarget(columnNamed(loans, ${quoted(target)})${event === '' ? '' : `, { event: ${quoted(event)} }`})
const columns = Object.fromEntries(
  loans.columns.filter(({ name }) => !${JSON.stringify(left)}.includes(name)).map((column) => [column.name, column]),
)

const binnings = {}
for (const [name, column] of Object.entries(columns)) {
  const binning = ${binCall(method, maxBins)}
  const { debiased, interval, test } = informationValue(binning.table, { inference: 'delta', alpha: ${alpha} })
  if (debiased > 0 && test.pValue < ${alpha}) binnings[name] = binning
  console.log(name, debiased, interval, test.pValue)
}

const model = logistic(evidenceMatrix(binnings, columns), bad, { upper: Object.keys(binnings).map(() => 0) })
const card = scorecard(model, binnings, { points0: ${points0}, pdo: ${pdo} })
for (const { name, bins } of card.table) {
  console.log(name, bins.map(({ label, points }) => \`\${label}: \${points}\`))
}
`
}
