/** The caption and picture of a clip by its id, asked for once a page. */
import { api } from '#api/api.ts'

export interface ClipFace {
  readonly caption: string
  readonly posterUrl: string | null
}
const asked = new Map<string, Promise<ClipFace | undefined>>()

/** undefined for a clip that is gone or that the person may not see. */
export function clipFace(videoId: string): Promise<ClipFace | undefined> {
  const known = asked.get(videoId)
  if (known) return known
  const face = api('GET /v1/videos/:videoId', { params: { videoId } }).then(
    ({ card, own }) => {
      const caption = own?.caption ?? card?.caption
      return caption === undefined ? undefined : { caption, posterUrl: card?.posterUrl ?? null }
    },
    () => {
      asked.delete(videoId)
      return undefined
    },
  )
  asked.set(videoId, face)
  return face
}
