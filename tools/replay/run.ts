/** All tables of one replay, in the order in which they are printed. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readKuaiRand, type Split } from './kuairand.ts'
import { replayNotInterested } from './not-interested.ts'
import { replayRanking } from './ranking.ts'
import { replayRetrieval } from './retrieval.ts'
import type { ReplaySettings } from './settings.ts'
import { type Goal, goalsTable, isMet, textOf } from './table.ts'

export interface ReplayOptions {
  /** Holds kuairand-pure/ and kuairand-27k-likehate/. */
  readonly folder: string
  readonly on: Split
  readonly settings: ReplaySettings
  readonly print: (text: string) => void
  /** What is being worked on. */
  readonly say: (line: string) => void
}

const needed = ['kuairand-pure', 'kuairand-27k-likehate']

/** @returns the folders of the data that are not there */
export const missingData = (folder: string): string[] =>
  needed.map((name) => join(folder, name)).filter((path) => !existsSync(path))

/** @returns the goals that were missed */
export function replay({ folder, on, settings, print, say }: ReplayOptions): readonly Goal[] {
  say('reading')
  const data = readKuaiRand(folder, on)
  say('retrieval')
  const retrieval = replayRetrieval(data, settings)
  print(textOf(retrieval.table))
  const ranking = replayRanking(data, retrieval.factors, settings, say)
  for (const table of ranking.tables) print(textOf(table))
  say('not interested')
  print(textOf(replayNotInterested(folder, on, settings)))
  const goals = [...retrieval.goals, ...ranking.goals]
  print(textOf(goalsTable(goals)))
  return goals.filter((goal) => !isMet(goal))
}
