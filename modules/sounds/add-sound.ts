/** A sound comes into the library: from an upload of its owner, or out of a clip. */
import { present, refuse } from '../../platform/errors.ts'
import { uuidFrom } from '../../platform/ids.ts'
import type { Tx } from '../../platform/db/index.ts'
import { uploadRefusals } from '../media/contract.ts'
import { type Asset, claimedAsset } from '../media/index.ts'
import { soundsRefusals } from './contract.ts'
import type { SoundsDeps } from './index.ts'
import { extractJob } from './jobs.ts'
import { letterGroups } from './letter-groups.ts'
import { isOpen, type Sound, type SoundUse } from './sound.ts'
import * as store from './store.ts'

export interface NewSound {
  /** Made by the client, so that a retry is the same sound. */
  readonly id: string
  readonly uploadId: string
  readonly title: string
  readonly artist: string
  readonly use: SoundUse
  /** That its owner may share it. */
  readonly rights: boolean
}

/** @throws Refusal sound_*, upload_* */
export async function addSound(deps: SoundsDeps, ownerId: string, given: NewSound): Promise<Sound> {
  if (!given.rights) refuse(soundsRefusals.sound_rights)
  // Completes an upload whose last mark was lost in a crash, before any transaction of ours is open.
  const upload = await deps.media.findUpload(given.uploadId)
  if (upload?.ownerId !== ownerId) return refuse(uploadRefusals.upload_not_found)
  if (upload.purpose !== 'sound') refuse(soundsRefusals.sound_upload)
  const owner = await ownerName(deps, ownerId)
  return deps.db.transaction(async (tx) => {
    await store.lockOwner(tx, ownerId)
    const [before] = await store.findSounds(tx, [given.id])
    if (before) {
      if (before.ownerId !== ownerId || before.uploadId !== given.uploadId)
        refuse(soundsRefusals.sound_differs)
      return before
    }
    const asset = claimedAsset(await deps.media.claimUpload(tx, given.uploadId, ownerId, 'sound'))
    const limit = deps.config.MAX_SOUNDS
    if ((await store.countOfOwner(tx, ownerId)) >= limit) refuse(soundsRefusals.too_many_sounds, { limit })
    const { id, uploadId, title, artist, use } = given
    const sound: Sound = {
      ...{ id, ownerId, title, artist, use, uploadId },
      assetId: asset.id,
      source: 'upload',
      sourceVideoId: undefined,
      sourceAssetId: undefined,
      ...fresh(deps.clock.now()),
    }
    if (!(await store.insertSound(tx, sound, letterGroups(`${title} ${artist} ${owner}`))))
      refuse(soundsRefusals.sound_differs)
    await followAsset(deps, tx, sound, asset)
    return present((await store.findSounds(tx, [id]))[0], 'the sound was inserted now')
  })
}

export interface ClipSound {
  readonly videoId: string
  readonly assetId: string
  readonly ownerId: string
  readonly title: string
  readonly artist: string
  readonly use: SoundUse
}

/** The same clip is always the same sound. It is `processing` until a job has taken it out of the clip. */
export async function soundOfClip(deps: SoundsDeps, clip: ClipSound): Promise<Sound> {
  const owner = await ownerName(deps, clip.ownerId)
  return deps.db.transaction(async (tx) => {
    const { ownerId, title, artist, use } = clip
    const id = uuidFrom('sounds.of-clip', clip.videoId)
    const sound: Sound = {
      ...{ id, ownerId, title, artist, use },
      uploadId: undefined,
      assetId: undefined,
      source: 'clip',
      sourceVideoId: clip.videoId,
      sourceAssetId: clip.assetId,
      ...fresh(deps.clock.now()),
    }
    if (await store.insertSound(tx, sound, letterGroups(`${title} ${artist} ${owner}`)))
      await deps.jobs.send(tx, extractJob, { soundId: id }, { key: id })
    return present(await store.lockSoundOfClip(tx, clip.videoId), 'the sound was inserted now or before')
  })
}

const fresh = (createdAt: Date) =>
  ({
    state: 'processing',
    reason: undefined,
    durationMs: undefined,
    clipCount: 0,
    createdAt,
    removedAt: undefined,
  }) as const

async function ownerName(deps: SoundsDeps, ownerId: string): Promise<string> {
  const [owner] = await deps.accounts.findMany([ownerId])
  return owner ? owner.handle : ''
}

/** Where its file stands already. @param sound locked by `tx`, or inserted in it */
export async function followAsset(
  deps: Pick<SoundsDeps, 'clock' | 'media'>,
  tx: Tx,
  sound: Sound,
  asset: Pick<Asset, 'state' | 'reason' | 'durationMs'> & { readonly id: string },
): Promise<void> {
  const now = deps.clock.now()
  if (asset.state === 'refused' && asset.reason) await store.markRefused(tx, sound.id, asset.reason, now)
  const plays = asset.state === 'playable' || asset.state === 'ready'
  if (plays && asset.durationMs !== undefined) {
    await store.markReady(tx, sound.id, asset.durationMs, now)
    const state = sound.state === 'removed' ? sound.state : 'ready'
    await deps.media.setVisibility(tx, asset.id, isOpen({ ...sound, state }))
  }
}
