/**
 * The calls of the library that a run makes, as text.
 * @module
 */
import type { Method } from './analysis.js'

interface CallParameters {
  readonly method: Method
  readonly maxBins: number
  readonly variables: number
  readonly target: string
  readonly event: string
  readonly protected: string
  readonly alpha: number
  readonly points0: number
  readonly pdo: number
}

/** Columns of German credit that are no predictors in the demonstration. */
const DEMONSTRATION = ['creditability', 'age_in_years', 'personal_status_and_sex']

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/** How a column is binned, by method. */
function binCall(method: Method, maxBins: number): string {
  const option: Record<Method, string> = {
    optimal: `objective: 'debiased', trend: 'monotone', maxBins: ${maxBins}`,
    quantile: `bins: ${maxBins}`,
    cart: `maxLeaves: ${maxBins}`,
    chimerge: `maxBins: ${maxBins}`,
    tree: `maxBins: ${maxBins}`,
    stumps: `rounds: ${maxBins - 1}`,
  }
  return method === 'optimal'
    ? `optimalBinning(column, train.bad, { ...rule, ${option.optimal} })`
    : `bin(column, train.bad, { ...rule, method: '${method}', ${option[method]} })`
}

/** @returns TypeScript that runs as it stands on German credit; give it a file and columns of your own */
export function callOf(parameters: CallParameters): string {
  const { method, maxBins, variables, alpha, points0, pdo } = parameters
  const target = parameters.target || 'creditability'
  const event = parameters.event || (parameters.target === '' ? 'bad' : '')
  const dropped =
    parameters.target === '' ? DEMONSTRATION : [target, parameters.protected].filter((name) => name !== '')
  const binner = method === 'optimal' ? 'optimalBinning' : 'bin'
  const library = ['auc', 'binaryTarget', binner, 'columnNamed', 'evidenceMatrix', 'informationValue', 'logistic']
    .concat('makeBinning', 'readTable', 'scorecard', 'selectRows', 'type Table')
    .map((name) => `  ${name},\n`)
    .join('')
  return `import { readFile } from 'node:fs/promises'
import { permutation, rng } from 'pushforward/measure'
import {
${library}} from 'pushforward/table'

const loans = await readTable(await readFile('data/german-credit/german-credit.csv'))
const bad = binaryTarget(columnNamed(loans, ${quoted(target)})${event === '' ? '' : `, { event: ${quoted(event)} }`})
const dropped = [${dropped.map(quoted).join(', ')}]
const names = loans.columns.map(({ name }) => name).filter((name) => !dropped.includes(name))

// Bins are chosen on 70 % of the rows and judged on the others.
const order = permutation(rng(0).split('split'), loans.rows)
const size = Math.round(0.7 * loans.rows)
const part = (rows: Uint32Array) => ({
  table: selectRows(loans, rows),
  bad: Uint8Array.from(rows, (i) => bad[i] as number),
})
const train = part(order.subarray(0, size))
const test = part(order.subarray(size))

const rule = { missing: 'bin', other: true, catCutoff: 0.01 } as const
const examined = names.map((name) => {
  const column = columnNamed(train.table, name)
  const binning = ${binCall(method, maxBins)}
  const held = makeBinning(columnNamed(test.table, name), binning, { target: test.bad, method: binning.method })
  const { debiased, interval, test: chance } = informationValue(held.table, { inference: 'delta', alpha: ${alpha} })
  console.log(name, debiased, interval, chance.pValue)
  return { name, binning, value: informationValue(binning.table, { inference: 'delta', alpha: ${alpha} }) }
})
const chosen = examined
  .filter(({ binning, value }) => binning.bins > 1 && value.debiased > 0 && value.test.pValue < ${alpha})
  .sort((a, b) => b.value.debiased - a.value.debiased)
  .slice(0, ${variables})

const byName = ({ columns }: Table) => Object.fromEntries(columns.map((column) => [column.name, column]))
const binnings = Object.fromEntries(chosen.map(({ name, binning }) => [name, binning]))
const model = logistic(evidenceMatrix(binnings, byName(train.table)), train.bad, { upper: chosen.map(() => 0) })
// A coefficient at its bound says that the variable adds nothing to the others.
const used = Object.entries(binnings).filter((_, j) => (model.coefficients[j] as number) < -1e-9)
const coefficients = model.coefficients.filter((beta) => beta < -1e-9)
const card = scorecard({ intercept: model.intercept, coefficients }, Object.fromEntries(used), {
  points0: ${points0},
  pdo: ${pdo},
})

const testAuc = auc(card.scores(byName(test.table)), test.bad.map((event) => 1 - event))
console.log('AUC on test rows', testAuc)
for (const { name, bins } of card.table) {
  console.log(name, bins.map(({ label, points }) => \`\${label}: \${points}\`))
}
`
}
