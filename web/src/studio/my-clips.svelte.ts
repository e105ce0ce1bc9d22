/** One's own clips as they come page by page, with what has just been changed or taken away. */
import { api } from '#api/api.ts'
import type { Reply, RouteArg } from '#api/routes.ts'

export type Clip = Reply<'GET /v1/studio/videos'>['videos'][number]
export type ClipChange = RouteArg<'PATCH /v1/videos/:videoId', 'body'>

export interface MyClips {
  readonly clips: readonly Clip[] | undefined
  readonly error: unknown
  readonly loading: boolean
  readonly hasMore: boolean
  /** Reads the first page again; what stands further down stays. */
  again: () => Promise<void>
  more: () => Promise<void>
  /** Now, whatever its time was. */
  publish: (clip: Clip) => Promise<void>
  /** These and {@link MyClips.publish} reject with ApiError; the list changes only when the server agreed. */
  change: (clip: Clip, change: ClipChange) => Promise<void>
  remove: (clip: Clip) => Promise<void>
  restore: (clip: Clip) => Promise<void>
}

export function myClips(): MyClips {
  let clips = $state.raw<readonly Clip[] | undefined>(undefined)
  let next = $state<string | null>(null)
  let error = $state.raw<unknown>(undefined)
  let loading = $state(false)

  async function read(cursor: string | undefined): Promise<void> {
    loading = true
    try {
      const page = await api('GET /v1/studio/videos', { query: cursor === undefined ? {} : { cursor } })
      const fresh = new Set(page.videos.map((clip) => clip.id))
      const others = (clips ?? []).filter((clip) => !fresh.has(clip.id))
      if (cursor !== undefined || clips === undefined) next = page.next
      clips = cursor === undefined ? [...page.videos, ...others] : [...others, ...page.videos]
      error = undefined
    } catch (fault) {
      error = fault
    } finally {
      loading = false
    }
  }

  function replace(id: string, change: Partial<Clip>): void {
    clips = clips?.map((one) => (one.id === id ? { ...one, ...change } : one))
  }

  return {
    get clips() {
      return clips
    },
    get error() {
      return error
    },
    get loading() {
      return loading
    },
    get hasMore() {
      return next !== null
    },
    again: () => read(undefined),
    more: () => (next === null ? Promise.resolve() : read(next)),
    async change(clip, change) {
      const { video } = await api('PATCH /v1/videos/:videoId', { params: { videoId: clip.id }, body: change })
      const { caption, visibility, ageMarks, state, publishAt, publishedAt } = video
      replace(clip.id, { caption, visibility, ageMarks, state, publishAt, publishedAt })
    },
    async publish(clip) {
      const { video } = await api('POST /v1/videos/:videoId/publish', { params: { videoId: clip.id } })
      const { state, publishAt, publishedAt } = video
      replace(clip.id, { state, publishAt, publishedAt })
    },
    async remove(clip) {
      const { video } = await api('DELETE /v1/videos/:videoId', { params: { videoId: clip.id } })
      replace(clip.id, { state: video.state })
    },
    async restore(clip) {
      const { video } = await api('POST /v1/videos/:videoId/restore', { params: { videoId: clip.id } })
      replace(clip.id, { state: video.state, publishAt: video.publishAt })
    },
  }
}
