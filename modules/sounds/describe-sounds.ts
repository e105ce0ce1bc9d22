/** A sound as the outside sees it. Asks each module once, however many there are. */
import type { z } from 'zod'
import { restorableUntil } from '../../platform/restorable.ts'
import { explainReason } from '../media/index.ts'
import type { zSound } from './contract.ts'
import type { SoundsDeps } from './index.ts'
import { isOpen, type Sound } from './sound.ts'

export type DescribedSound = z.input<typeof zSound>

/** In the order given. Whether `viewer` may see them is the caller's question. */
export async function describeSounds(
  { media, accounts, config }: Pick<SoundsDeps, 'media' | 'accounts' | 'config'>,
  sounds: readonly Sound[],
  viewer: string | undefined,
  lang: 'id' | 'en',
): Promise<DescribedSound[]> {
  if (sounds.length === 0) return []
  const [assets, owners] = await Promise.all([
    media.assetState(sounds.flatMap((sound) => sound.assetId ?? [])),
    accounts.findMany([...new Set(sounds.map((sound) => sound.ownerId))]),
  ])
  const byId = new Map<string, (typeof owners)[number]>(owners.map((owner) => [owner.id, owner]))
  return sounds.map((sound) => {
    const asset = sound.assetId === undefined ? undefined : assets.get(sound.assetId)
    const owner = byId.get(sound.ownerId)
    const heard =
      asset && sound.durationMs !== undefined ? media.looks(asset, { signed: !isOpen(sound) }) : undefined
    return {
      id: sound.id,
      title: sound.title,
      artist: sound.artist,
      owner: owner ? { id: owner.id, handle: owner.handle, displayName: owner.displayName } : null,
      source: sound.source,
      sourceVideoId: sound.sourceVideoId ?? null,
      use: sound.use,
      state: sound.state,
      reason: sound.reason ? { code: sound.reason.code, message: explainReason(sound.reason, lang) } : null,
      durationMs: sound.durationMs ?? null,
      url: heard?.soundUrl ?? null,
      waveformUrl: heard?.waveformUrl ?? null,
      clips: sound.clipCount,
      createdAt: sound.createdAt.toISOString(),
      mine: sound.ownerId === viewer,
      restorableUntil: sound.removedAt
        ? restorableUntil(sound.removedAt, config.RESTORE_DAYS).toISOString()
        : null,
    }
  })
}
