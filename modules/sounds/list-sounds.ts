/** Looking for a sound. */
import { commonRefusals } from '../../platform/contract.ts'
import type { Db } from '../../platform/db/index.ts'
import { refuse } from '../../platform/errors.ts'
import { askedGroups } from './letter-groups.ts'
import type { Sound } from './sound.ts'
import * as store from './store.ts'

/** Of the letter groups of what was asked: a word of six letters with one wrong letter still has half of its own. */
const least = 0.34
/** A list sorted by how much each is used moves while it is read; so far down nobody looks. */
const deepest = 1000

export interface SoundsPage {
  readonly sounds: readonly Sound[]
  readonly nextCursor: string | null
}

/** What `viewer` may use: best match first, or most used first. @throws Refusal cursor_unknown */
export async function listSounds(
  db: Db,
  viewer: string | undefined,
  asked: { readonly text: string; readonly cursor: string | undefined; readonly limit: number },
): Promise<SoundsPage> {
  const skip = readSkip(asked.cursor)
  const groups = askedGroups(asked.text)
  const found =
    groups.length === 0
      ? await store.popularSounds(db, skip, asked.limit + 1)
      : await store.soundsWithLetters(db, groups, least, viewer, skip, asked.limit + 1)
  const next = skip + asked.limit
  const more = found.length > asked.limit && next < deepest
  return { sounds: found.slice(0, asked.limit), nextCursor: more ? String(next) : null }
}

function readSkip(cursor: string | undefined): number {
  if (cursor === undefined) return 0
  if (!/^\d{1,4}$/.test(cursor)) return refuse(commonRefusals.cursor_unknown)
  return Math.min(deepest, Number(cursor))
}
