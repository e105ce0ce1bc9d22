/** Off-policy evaluation held against logs whose truth is known: what the estimators say of a policy that did not run, and
 *  what that policy earned where it did. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Goal, textOf } from '../replay/table.ts'
import { compareCoat } from './coat.ts'
import { type Comparison, comparisonTable } from './compare.ts'
import { compareOpenBandit } from './open-bandit.ts'

const needed = ['open-bandit', 'coat']

/** @returns the folders of the data that are not there */
export const missingLogs = (folder: string): string[] =>
  needed.map((name) => join(folder, name)).filter((path) => !existsSync(path))

export interface OffPolicyReport {
  readonly openBandit: readonly Comparison[]
  readonly coat: readonly Comparison[]
  readonly goals: readonly Goal[]
}

/** @param folder holds open-bandit/ and coat/ */
export function replayOffPolicy(folder: string, print: (text: string) => void): OffPolicyReport {
  const openBandit = compareOpenBandit(folder)
  print(
    textOf(comparisonTable('Open Bandit: clicks an impression; errors by the delta method', openBandit, 4)),
  )
  const coat = compareCoat(folder)
  print(
    textOf(
      comparisonTable(
        'Coat: mean rating, propensities estimated; errors by bootstrap over people, raking included',
        coat,
        3,
      ),
    ),
  )
  const farthest = (list: readonly Comparison[]): number => Math.max(...list.map((one) => one.farthest ?? 0))
  const goals = [
    { name: 'Open Bandit: farthest from truth, s.e.', value: farthest(openBandit), wanted: { most: 2 } },
    { name: 'Coat: farthest from truth, s.e.', value: farthest(coat), wanted: { most: 2 } },
  ]
  return { openBandit, coat, goals }
}
