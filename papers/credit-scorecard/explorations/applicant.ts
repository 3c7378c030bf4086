/**
 * An applicant for German credit: score, probability and reasons.
 * @module
 */

import { defineExploration, figure, metric } from '@pushforward/lab'
import { InputError } from 'pushforward/measure'
import * as z from 'zod'
import { examine, fitCard } from '../analysis.js'
import { type CreditRows, openCredit, split } from '../data.js'
import { applicantFigure } from '../figures/card.js'

const ALPHA = 0.05

const ACCOUNT = {
  'below 0': '... < 0 DM',
  '0 to 200': '0 <= ... < 200 DM',
  '200 or more': '... >= 200 DM / salary assignments for at least 1 year',
  none: 'no checking account',
}

const SAVINGS = {
  'below 100': '... < 100 DM',
  '100 to 500': '100 <= ... < 500 DM',
  '500 to 1000': '500 <= ... < 1000 DM',
  '1000 or more': '... >= 1000 DM',
  'unknown or none': 'unknown/ no savings account',
}

const HISTORY = {
  'paid back duly': 'existing credits paid back duly till now',
  'credits elsewhere': 'critical account/ other credits existing (not at this bank)',
  'delays in the past': 'delay in paying off in the past',
  'paid back, this bank': 'all credits at this bank paid back duly',
  'no credit so far': 'no credits taken/ all credits paid back duly',
}

const EMPLOYMENT = {
  none: 'unemployed',
  'below 1': '... < 1 year',
  '1 to 4': '1 <= ... < 4 years',
  '4 to 7': '4 <= ... < 7 years',
  '7 or more': '... >= 7 years',
}

const keys = <K extends string>(words: Readonly<Record<K, string>>) => Object.keys(words) as [K, ...K[]]

/** The columns that an applicant is asked for; not age, which marks the protected group. */
const ASKED = [
  'duration_in_month',
  'credit_amount',
  'status_of_existing_checking_account',
  'savings_account_and_bonds',
  'credit_history',
  'present_employment_since',
]

export const applicant = defineExploration({
  id: 'applicant',
  title: 'Apply for a loan: see the points, and the reasons.',
  parameters: z.object({
    duration: z
      .number()
      .int()
      .min(4)
      .max(72)
      .default(24)
      .describe('Duration of the loan')
      .meta({ unit: 'months', primary: true }),
    amount: z.number().int().min(250).max(18_500).default(3500).describe('Amount').meta({ unit: 'DM', primary: true }),
    account: z.enum(keys(ACCOUNT)).default('0 to 200').describe('Balance of the checking account').meta({ unit: 'DM' }),
    savings: z.enum(keys(SAVINGS)).default('below 100').describe('Savings and bonds').meta({ unit: 'DM' }),
    employment: z.enum(keys(EMPLOYMENT)).default('1 to 4').describe('Present employment').meta({ unit: 'years' }),
    history: z.enum(keys(HISTORY)).default('paid back duly').describe('Credits so far'),
  }),

  /** The card of German credit: an applicant has no other table's columns. */
  async prepare(context) {
    const rows = await openCredit({ ...context, data: [] })
    const asked = rows.predictors.columns.filter(({ name }) => ASKED.includes(name))
    if (asked.length < ASKED.length) throw new InputError('data: German credit is needed, and is not installed')
    const only: CreditRows = { ...rows, predictors: { columns: asked, rows: rows.bad.length } }
    const parts = split(only, context.random.split('split'))
    const examined = asked.map(({ name }) => examine(name, parts, { method: 'optimal', maxBins: 5 }, ALPHA))
    const fitted = fitCard(examined, parts, { variables: ASKED.length, alpha: ALPHA })
    if (!fitted) throw new InputError('data: no column tells good from bad; a scorecard needs one')
    return fitted.card
  },

  *respond({ duration, amount, account, savings, history, employment }, card) {
    const row = {
      duration_in_month: duration,
      credit_amount: amount,
      status_of_existing_checking_account: ACCOUNT[account],
      savings_account_and_bonds: SAVINGS[savings],
      credit_history: HISTORY[history],
      present_employment_since: EMPLOYMENT[employment],
    }
    const { score, probability } = card.score(row)
    yield figure(applicantFigure(card, row))
    yield metric('score', score)
    yield metric('P(bad)', probability)
  },
})
