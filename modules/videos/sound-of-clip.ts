/** A clip's own sound, for others to use where its owner allows remixes. */
import type { Db } from '../../platform/db/index.ts'
import { present, refuse } from '../../platform/errors.ts'
import type { Identity } from '../identity/index.ts'
import type { Sound, Sounds } from '../sounds/index.ts'
import { mayMake } from './check-use.ts'
import { videosRefusals } from './contract.ts'
import { type ApartDeps, isApart } from './may-see.ts'
import * as store from './store.ts'

/** A clip that sounds with a sound of the library gives that one. Twice is the same sound.
 *  @throws Refusal video_not_found, remix_not_allowed, clip_has_no_sound */
export async function soundOfClip(
  deps: ApartDeps & {
    readonly db: Db
    readonly accounts: Pick<Identity, 'findMany'>
    readonly sounds: Pick<Sounds, 'ofClip' | 'findMany' | 'mayUse'>
  },
  videoId: string,
  maker: string,
): Promise<Sound> {
  const [video] = await store.findVideos(deps.db, [videoId])
  if (video?.state !== 'published' || (await isApart(deps, maker, video.ownerId)))
    return refuse(videosRefusals.video_not_found)
  if (!mayMake(video, 'remix', maker)) return refuse(videosRefusals.remix_not_allowed)
  if (video.sound) {
    const { soundId } = video.sound
    if (!(await deps.sounds.mayUse(soundId, maker))) return refuse(videosRefusals.remix_not_allowed)
    return present((await deps.sounds.findMany([soundId]))[0], 'a sound that may be used is there')
  }
  const [owner] = await deps.accounts.findMany([video.ownerId])
  if (!owner) return refuse(videosRefusals.video_not_found)
  const sound = await deps.sounds.ofClip({
    videoId,
    assetId: video.assetId,
    ownerId: video.ownerId,
    title: owner.lang === 'id' ? 'Suara asli' : 'Original sound',
    artist: owner.displayName,
    use: mayMake(video, 'remix', '') ? 'everyone' : 'me',
  })
  if (sound.state === 'refused') return refuse(videosRefusals.clip_has_no_sound)
  return sound
}
