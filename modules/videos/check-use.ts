/** What a new clip is made of, asked when it is posted and never again: a later "no" meets only new clips. */
import { refuse } from '../../platform/errors.ts'
import { soundsRefusals } from '../sounds/contract.ts'
import { videosRefusals } from './contract.ts'
import { isApart } from './may-see.ts'
import type { PostDeps, Posting } from './post-video.ts'
import * as store from './store.ts'
import { mayBeUsed, type Video } from './video.ts'

/** One's own published clips may always be used. @throws Refusal remix_not_allowed, sound_not_found */
export async function checkUse(deps: PostDeps, ownerId: string, posting: Posting): Promise<void> {
  const { credit, sound } = posting
  if (credit) {
    const [source] = await store.findVideos(deps.db, [credit.videoId])
    if (!source || !mayMake(source, credit.kind, ownerId) || (await isApart(deps, ownerId, source.ownerId)))
      refuse(videosRefusals.remix_not_allowed)
  }
  if (sound && !(await deps.sounds.mayUse(sound.soundId, ownerId))) refuse(soundsRefusals.sound_not_found)
}

/** Public is what everyone may see, so to be allowed includes to be seen. */
export const mayMake = (source: Video, kind: 'duet' | 'stitch' | 'remix', maker: string): boolean =>
  source.ownerId === maker ? source.state === 'published' : mayBeUsed(source, kind)
