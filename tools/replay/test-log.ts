/** Settings are chosen on val. Every look at test leaves a line, before it is made; under one commit test is looked at with
 *  one set of settings, so that nobody, in a hurry or in good faith, chooses by it. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'

export interface Look {
  readonly at: Date
  /** The commit that is checked out. */
  readonly commit: string
  /** Hash of the settings. */
  readonly settings: string
  /** Hash of the source of models and replay: not judged, but there to be compared. */
  readonly source: string
}

/** @returns the settings under which test was looked at already, when they are others: then nothing was written */
export function noteLook(path: string, look: Look): { readonly refusedFor: string } | undefined {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const earlier = text.matchAll(/^(?!#).* commit=(\S+) settings=(\S+) /gm)
  for (const [, commit, settings = ''] of earlier)
    if (commit === look.commit && settings !== look.settings) return { refusedFor: settings }
  appendFileSync(
    path,
    `${look.at.toISOString()} commit=${look.commit} settings=${look.settings} source=${look.source}\n`,
  )
  return undefined
}
