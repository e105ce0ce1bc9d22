/** Likes and follows made on this page, shown at once and the same everywhere; taken back if the server says no. */
import { SvelteMap } from 'svelte/reactivity'
import { api } from '#api/api.ts'
import { ApiError } from '#api/api-error.ts'
import { errorText } from '#api/error-text.ts'
import { afterSessionChange, session } from '#shell/session.svelte.ts'
import { toast } from '#ui/toasts.svelte.ts'

interface Liked {
  readonly liked: boolean
  readonly likes: number
}
const likes = new SvelteMap<string, Liked>()
const follows = new SvelteMap<string, boolean>()

export const likeOf = (videoId: string, told: Liked): Liked => likes.get(videoId) ?? told
export const followOf = (handle: string, told: boolean): boolean => follows.get(handle) ?? told
// A new account sees its own hearts.
afterSessionChange(() => {
  likes.clear()
  follows.clear()
})

/** Resolves to `gate` when an account is needed first. */
export async function setLike(videoId: string, told: Liked, liked: boolean): Promise<'done' | 'gate'> {
  const before = likeOf(videoId, told)
  if (before.liked === liked) return 'done'
  if (session.me === null) return 'gate'
  likes.set(videoId, { liked, likes: Math.max(0, before.likes + (liked ? 1 : -1)) })
  try {
    const params = { videoId }
    const now = await (liked
      ? api('PUT /v1/videos/:videoId/like', { params })
      : api('DELETE /v1/videos/:videoId/like', { params }))
    likes.set(videoId, now)
    return 'done'
  } catch (error) {
    likes.set(videoId, before)
    return refused(error)
  }
}

export async function setFollow(handle: string, followed: boolean): Promise<'done' | 'gate'> {
  if (session.me === null) return 'gate'
  const before = follows.get(handle)
  follows.set(handle, followed)
  try {
    const params = { handle }
    const now = await (followed
      ? api('PUT /v1/profiles/:handle/follow', { params })
      : api('DELETE /v1/profiles/:handle/follow', { params }))
    follows.set(handle, now.followed)
    return 'done'
  } catch (error) {
    if (before === undefined) follows.delete(handle)
    else follows.set(handle, before)
    return refused(error)
  }
}

function refused(error: unknown): 'done' | 'gate' {
  if (error instanceof ApiError && error.status === 401) {
    session.ended()
    return 'gate'
  }
  toast(errorText(error), 'bad')
  return 'done'
}
