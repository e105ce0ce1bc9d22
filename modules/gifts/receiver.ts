import { refuse } from '../../platform/errors.ts'
import { giftsRefusals } from './contract.ts'
import type { GiftsDeps } from './deps.ts'

/** Exactly one of the two. */
export interface Target {
  readonly videoId?: string | undefined
  readonly handle?: string | undefined
}

export interface Receiver {
  readonly accountId: string
  readonly videoId: string | null
}

/** Whom a gift is for: a clip's creator, when the giver can see the clip, or a creator.
 *  @throws Refusal receiver_not_found, gift_to_oneself */
export async function findReceiver(deps: GiftsDeps, senderId: string, target: Target): Promise<Receiver> {
  const found = await resolve(deps, senderId, target)
  const [account] = found ? await deps.identity.findMany([found.accountId]) : []
  if (!found || !account) return refuse(giftsRefusals.receiver_not_found)
  if (found.accountId === senderId) refuse(giftsRefusals.gift_to_oneself)
  if (deps.mayReceive && !(await deps.mayReceive(found.accountId))) refuse(giftsRefusals.receiver_not_found)
  if (await deps.isApart?.(senderId, found.accountId)) refuse(giftsRefusals.receiver_not_found)
  return found
}

async function resolve(
  { identity, videos }: GiftsDeps,
  senderId: string,
  { videoId, handle }: Target,
): Promise<Receiver | undefined> {
  if (videoId !== undefined) {
    const [video] = await videos.findMany([videoId])
    if (!video || video.state !== 'published' || !(await videos.maySee(video, senderId))) return undefined
    return { accountId: video.ownerId, videoId: video.id }
  }
  const account = handle === undefined ? undefined : await identity.findByHandle(handle)
  return account && { accountId: account.id, videoId: null }
}

/** Whether what was given before is for that target too. */
export async function isFor(
  identity: GiftsDeps['identity'],
  given: { readonly receiverId: string; readonly videoId: string | null },
  { videoId, handle }: Target,
): Promise<boolean> {
  if (given.videoId !== (videoId ?? null)) return false
  return handle === undefined || (await identity.findByHandle(handle))?.id === given.receiverId
}
