/** Which clips use a sound. The count beside the sound is the number of its rows, at every instant. */
import type { Tx } from '../../platform/db/index.ts'
import * as store from './store.ts'

export interface Use {
  readonly soundId: string
  readonly videoId: string
  readonly usedAt: Date
}

/** Twice is the same as once. A clip's sound never changes. */
export async function noteUse(tx: Tx, use: Use): Promise<void> {
  if (await store.insertUse(tx, use)) await store.addToCount(tx, use.soundId, 1)
}

export async function dropUse(tx: Tx, videoId: string): Promise<void> {
  const soundId = await store.deleteUse(tx, videoId)
  if (soundId !== undefined) await store.addToCount(tx, soundId, -1)
}
