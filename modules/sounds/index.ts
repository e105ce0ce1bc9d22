/** Sounds: what clips may sound with.
 *  - One upload is one sound, and one clip's own sound is one sound, however often they are asked for.
 *  - Others meet a sound when it can be heard and its owner shares it; whoever may not can not tell it from one that does
 *    not exist.
 *  - Taking a sound out, or keeping it for oneself, meets only what is made from then on: clips that use it keep it.
 *  - The count of clips beside a sound is the number of public clips that use it. */
import type { Clock } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db/index.ts'
import type { Events } from '../../platform/events/index.ts'
import type { Jobs } from '../../platform/jobs/index.ts'
import { nextChange, type Place, readPlace } from '../../platform/pages.ts'
import { restorableSince } from '../../platform/restorable.ts'
import type { Identity } from '../identity/index.ts'
import { assetPlayable, assetRefused, type Media } from '../media/index.ts'
import { addSound, type ClipSound, followAsset, type NewSound, soundOfClip } from './add-sound.ts'
import { changeSound, followClip, removeSound, restoreSound, type SoundChange } from './change-sound.ts'
import type { SoundsConfig } from './config.ts'
import { type DescribedSound, describeSounds } from './describe-sounds.ts'
import { extractSound } from './extract-sound.ts'
import { listSounds, type SoundsPage } from './list-sounds.ts'
import { dropUse, noteUse, type Use } from './note-use.ts'
import { maySee, mayUse, type Sound } from './sound.ts'
import * as store from './store.ts'

export type { ClipSound, NewSound } from './add-sound.ts'
export { soundsConfig } from './config.ts'
export type { DescribedSound } from './describe-sounds.ts'
export { mountSounds } from './http.ts'
export { workSounds } from './jobs.ts'
export type { SoundsPage } from './list-sounds.ts'
export type { Sound, SoundUse } from './sound.ts'

export interface SoundsDeps {
  readonly db: Db
  readonly clock: Clock
  readonly jobs: Jobs
  readonly events: Events
  readonly config: SoundsConfig
  readonly accounts: Pick<Identity, 'findMany'>
  readonly media: Pick<
    Media,
    'findUpload' | 'claimUpload' | 'assetState' | 'setVisibility' | 'adoptFile' | 'renderFile' | 'looks'
  >
  /** Those of the others with whom the viewer has a block between them: a later module's word. */
  readonly apartAmong: (viewer: string | undefined, others: readonly string[]) => Promise<ReadonlySet<string>>
}

export interface Sounds {
  /** @throws Refusal sound_*, upload_* */
  add(ownerId: string, sound: NewSound): Promise<Sound>
  /** @throws Refusal sound_not_found */
  change(ownerId: string, id: string, change: SoundChange): Promise<Sound>
  /** Twice is the same as once. @throws Refusal sound_not_found */
  remove(ownerId: string, id: string): Promise<Sound>
  /** @throws Refusal sound_not_found, sound_restore_too_late */
  restore(ownerId: string, id: string): Promise<Sound>
  /** Those of the assets that a sound is, or may be again. */
  needs(assetIds: readonly string[]): Promise<string[]>
  /** In every state, in no order; ids without a sound are left out. */
  findMany(ids: readonly string[]): Promise<Sound[]>
  /** What was added or changed since, in every state; the empty cursor begins at the beginning. Some may come twice, none
   *  is left out. A count of clips that moves is no change. */
  changesAfter(cursor: string, limit: number): Promise<{ sounds: readonly Sound[]; cursor: string }>
  /** @param viewer an account, or undefined for someone logged out */
  maySee(sound: Sound, viewer: string | undefined): boolean
  /** Those of them that `viewer` meets: not where a block is between them and the owner. In the order given. */
  withoutApart(sounds: readonly Sound[], viewer: string | undefined): Promise<Sound[]>
  /** Whether `maker` may make a new clip with it. */
  mayUse(soundId: string, maker: string): Promise<boolean>
  /** What `viewer` may use: best match first, or, without a text, most used first. @throws Refusal cursor_unknown */
  list(
    viewer: string | undefined,
    asked: { readonly text: string; readonly cursor: string | undefined; readonly limit: number },
  ): Promise<SoundsPage>
  /** All of one's own, newest first. */
  listOwn(ownerId: string, after: Place | undefined, limit: number): Promise<Sound[]>
  /** The own sound of a clip, made on first use. Whether it may be used is the caller's question. */
  ofClip(clip: ClipSound): Promise<Sound>
  /** A clip's own sound may be used by others from now on, or not; nothing if nobody asked for it yet. */
  followClip(tx: Tx, videoId: string, mayBeUsed: boolean): Promise<void>
  /** A public clip uses a sound. Twice is the same as once. */
  noteUse(tx: Tx, use: Use): Promise<void>
  /** The clip is not public any more. */
  dropUse(tx: Tx, videoId: string): Promise<void>
  /** In the order given; asks each module once. */
  describe(sounds: readonly Sound[], viewer: string | undefined, lang: 'id' | 'en'): Promise<DescribedSound[]>
  /** Takes a clip's own sound out of it. */
  extract(id: string, signal: AbortSignal): Promise<void>
}

export function createSounds(deps: SoundsDeps): Sounds {
  const { db, events } = deps
  const withoutApart: Sounds['withoutApart'] = async (sounds, viewer) => {
    const apart = await deps.apartAmong(
      viewer,
      sounds.map(({ ownerId }) => ownerId),
    )
    return sounds.filter(({ ownerId }) => !apart.has(ownerId))
  }
  events.on(assetPlayable, 'sounds', async ({ assetId, durationMs }) => {
    await db.transaction(async (tx) => {
      const sound = await store.lockSoundOfAsset(tx, assetId)
      if (sound && sound.durationMs === undefined)
        await followAsset(deps, tx, sound, { id: assetId, state: 'playable', reason: undefined, durationMs })
    })
  })
  events.on(assetRefused, 'sounds', async ({ assetId, code, params }) => {
    await db.transaction(async (tx) => {
      const sound = await store.lockSoundOfAsset(tx, assetId)
      if (!sound || sound.reason) return
      await store.markRefused(tx, sound.id, { code, params }, deps.clock.now())
      await deps.media.setVisibility(tx, assetId, false)
    })
  })
  return {
    add: (ownerId, sound) => addSound(deps, ownerId, sound),
    change: (ownerId, id, change) => changeSound(deps, ownerId, id, change),
    remove: (ownerId, id) => removeSound(deps, ownerId, id),
    restore: (ownerId, id) => restoreSound(deps, ownerId, id),
    needs: (assetIds) =>
      store.neededAssets(db, assetIds, restorableSince(deps.clock.now(), deps.config.RESTORE_DAYS)),
    findMany: (ids) => store.findSounds(db, ids),
    async changesAfter(cursor, limit) {
      const rows = await store.changedAfter(db, readPlace(cursor), limit)
      const placeIn = ({ updatedAt: at, sound: { id } }: (typeof rows)[number]) => ({ at, id })
      return { sounds: rows.map(({ sound }) => sound), cursor: nextChange(rows, limit, cursor, placeIn) }
    },
    maySee,
    withoutApart,
    async mayUse(soundId, maker) {
      const [sound] = await withoutApart(await store.findSounds(db, [soundId]), maker)
      return sound !== undefined && mayUse(sound, maker)
    },
    async list(viewer, asked) {
      const { sounds, nextCursor } = await listSounds(db, viewer, asked)
      return { sounds: await withoutApart(sounds, viewer), nextCursor }
    },
    listOwn: (ownerId, after, limit) => store.soundsOfOwner(db, ownerId, after, limit),
    ofClip: (clip) => soundOfClip(deps, clip),
    followClip: (tx, videoId, mayBeUsed) => followClip(deps, tx, videoId, mayBeUsed),
    noteUse,
    dropUse,
    describe: (sounds, viewer, lang) => describeSounds(deps, sounds, viewer, lang),
    extract: (id, signal) => extractSound(deps, id, signal),
  }
}
