/** What an owner does to a sound. Someone else's is answered like one that is not there. */
import type { Tx } from '../../platform/db/index.ts'
import { present, refuse } from '../../platform/errors.ts'
import { restorableUntil } from '../../platform/restorable.ts'
import { soundsRefusals } from './contract.ts'
import type { SoundsDeps } from './index.ts'
import { letterGroups } from './letter-groups.ts'
import { isOpen, type Sound, type SoundUse } from './sound.ts'
import * as store from './store.ts'

export interface SoundChange {
  readonly title?: string | undefined
  readonly artist?: string | undefined
  /** Meets only what is made from now on. */
  readonly use?: SoundUse | undefined
}

/** @throws Refusal sound_not_found */
export async function changeSound(
  deps: SoundsDeps,
  ownerId: string,
  id: string,
  change: SoundChange,
): Promise<Sound> {
  const [owner] = await deps.accounts.findMany([ownerId])
  return onOwn(deps, ownerId, id, async (tx, sound) => {
    if (sound.state === 'removed') refuse(soundsRefusals.sound_not_found)
    const title = change.title ?? sound.title
    const artist = change.artist ?? sound.artist
    const use = change.use ?? sound.use
    const letters = letterGroups(`${title} ${artist} ${owner?.handle ?? ''}`)
    await store.updateSound(tx, id, { title, artist, use }, letters, deps.clock.now())
  })
}

/** Clips that use it keep it. Twice is the same as once. @throws Refusal sound_not_found */
export const removeSound = (deps: SoundsDeps, ownerId: string, id: string): Promise<Sound> =>
  onOwn(deps, ownerId, id, async (tx) => {
    await store.markRemoved(tx, id, deps.clock.now())
  })

/** @throws Refusal sound_not_found, sound_restore_too_late */
export const restoreSound = (deps: SoundsDeps, ownerId: string, id: string): Promise<Sound> =>
  onOwn(deps, ownerId, id, async (tx, sound) => {
    if (!sound.removedAt) return
    const now = deps.clock.now()
    const days = deps.config.RESTORE_DAYS
    if (now > restorableUntil(sound.removedAt, days)) refuse(soundsRefusals.sound_restore_too_late, { days })
    await store.markRestored(tx, id, now)
  })

/** The clip whose own sound it is may be used by others from now on, or not. */
export async function followClip(
  deps: Pick<SoundsDeps, 'clock' | 'media'>,
  tx: Tx,
  videoId: string,
  mayBeUsed: boolean,
): Promise<void> {
  const sound = await store.lockSoundOfClip(tx, videoId)
  const use = mayBeUsed ? 'everyone' : 'me'
  if (!sound || sound.use === use) return
  await store.updateUse(tx, sound.id, use, deps.clock.now())
  if (sound.assetId) await deps.media.setVisibility(tx, sound.assetId, isOpen({ ...sound, use }))
}

async function onOwn(
  deps: SoundsDeps,
  ownerId: string,
  id: string,
  work: (tx: Tx, sound: Sound) => Promise<void>,
): Promise<Sound> {
  return deps.db.transaction(async (tx) => {
    const sound = await store.lockSound(tx, id)
    if (!sound || sound.ownerId !== ownerId) return refuse(soundsRefusals.sound_not_found)
    await work(tx, sound)
    const after = present(await store.lockSound(tx, id), 'a locked row stays')
    if (after.assetId) await deps.media.setVisibility(tx, after.assetId, isOpen(after))
    return after
  })
}
