/** Takes a clip's own sound out of it, in a confined ffmpeg, as an upload of the clip's owner. */
import { assert } from '../../platform/errors.ts'
import { followAsset } from './add-sound.ts'
import type { SoundsDeps } from './index.ts'
import * as store from './store.ts'

const encode = ['-vn', '-c:a', 'aac', '-b:a', '192k', '-ac', '2', '-ar', '48000']

/** Idempotent: a sound that has its file is left alone, and the upload has the sound's own id. */
export async function extractSound(deps: SoundsDeps, id: string, signal: AbortSignal): Promise<void> {
  const { db, media } = deps
  const [sound] = await store.findSounds(db, [id])
  if (!sound?.sourceAssetId || sound.uploadId || sound.reason) return
  const made = await media.renderFile(
    {
      key: `sound-${id}`,
      inputs: [{ assetId: sound.sourceAssetId }],
      args: ([clip]) => [...(clip?.args ?? []), '-map', `0:${clip?.audioIndex ?? 'a'}`, ...encode],
      file: 'sound.m4a',
      weight: 1,
      signal,
    },
    async (path) => {
      const given = {
        ownerId: sound.ownerId,
        path,
        name: 'sound.m4a',
        purpose: 'sound',
        uploadId: id,
      } as const
      return (await media.adoptFile(undefined, given)).id
    },
  )
  await db.transaction(async (tx) => {
    const locked = await store.lockSound(tx, id)
    if (!locked || locked.uploadId) return
    if (made.kind !== 'made')
      return void (await store.markRefused(tx, id, { code: 'media_no_sound', params: {} }, deps.clock.now()))
    const claimed = await media.claimUpload(tx, made.value, sound.ownerId, 'sound')
    assert(claimed.kind === 'claimed', 'an upload that was adopted is here')
    await store.attachUpload(tx, id, made.value, claimed.asset.id, deps.clock.now())
    await followAsset(deps, tx, locked, claimed.asset)
  })
}
