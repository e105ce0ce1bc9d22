/** A new version of the settings. Nothing that was published is changed by it. */
import type { Clock } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db/index.ts'
import { refuse } from '../../platform/errors.ts'
import type { AccountId } from '../identity/index.ts'
import { tuningRefusals } from './contract.ts'
import { type Change, type FeedSettings, zChange } from './contract-settings.ts'
import { z } from 'zod'
import { changesBetween, saysSomething, settingsFrom } from './settings.ts'
import * as store from './store.ts'

export interface Published {
  /** 0: what the code brings. */
  readonly version: number
  readonly settings: FeedSettings
}

export interface Publication extends Published {
  readonly changes: readonly Change[]
  readonly note: string
  readonly backTo: number | null
  readonly publishedBy: string
  readonly publishedAt: Date
}

export interface PublishDeps {
  readonly db: Db
  readonly clock: Clock
  /** Version 0. */
  readonly defaults: FeedSettings
}

export const publicationFrom = (row: store.VersionRow, defaults: FeedSettings): Publication => ({
  ...row,
  settings: settingsFrom(row.settings, defaults),
  changes: z.array(zChange).parse(row.changes),
})

/** @param asked.basedOn the version that the operator was looking at
 *  @throws Refusal settings_moved_on, settings_unchanged, settings_empty */
export function publish(
  deps: PublishDeps,
  by: AccountId,
  asked: { readonly basedOn: number; readonly settings: FeedSettings; readonly note: string },
): Promise<Publication> {
  return deps.db.transaction((tx) => write(deps, tx, by, { ...asked, backTo: null }))
}

/** Publishes what was published before once more, as a new version.
 *  @throws Refusal settings_moved_on, settings_unchanged, version_not_found */
export function goBack(
  deps: PublishDeps,
  by: AccountId,
  asked: { readonly basedOn: number; readonly version: number; readonly note: string },
): Promise<Publication> {
  const { db, defaults } = deps
  return db.transaction(async (tx) => {
    const row = asked.version === 0 ? undefined : await store.findVersion(tx, asked.version)
    if (asked.version !== 0 && !row) refuse(tuningRefusals.version_not_found, { version: asked.version })
    const settings = row ? settingsFrom(row.settings, defaults) : defaults
    return write(deps, tx, by, { basedOn: asked.basedOn, settings, note: asked.note, backTo: asked.version })
  })
}

async function write(
  { clock, defaults }: PublishDeps,
  tx: Tx,
  by: AccountId,
  asked: { basedOn: number; settings: FeedSettings; note: string; backTo: number | null },
): Promise<Publication> {
  const { settings, note, backTo } = asked
  if (!saysSomething(settings)) refuse(tuningRefusals.settings_empty)
  const latest = await store.latestVersion(tx)
  const before = latest ? settingsFrom(latest.settings, defaults) : defaults
  if ((latest?.version ?? 0) !== asked.basedOn)
    refuse(tuningRefusals.settings_moved_on, { version: latest?.version ?? 0 })
  const changes = changesBetween(before, settings)
  if (changes.length === 0) refuse(tuningRefusals.settings_unchanged)
  const version = asked.basedOn + 1
  const publication = { version, settings, changes, note, backTo, publishedBy: by, publishedAt: clock.now() }
  // Somebody else's row of this number appeared meanwhile: this waited for their transaction to end.
  if (!(await store.insertVersion(tx, publication))) refuse(tuningRefusals.settings_moved_on, { version })
  await store.notifyChanged(tx)
  return publication
}
