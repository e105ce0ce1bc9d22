/** Where there is no Media Source (an iPhone before iOS 17.1) a long clip plays better from its playlist, which the
 *  system itself adapts to the line; everywhere else our own stream does that from the plain files. */
import { api } from '#api/api.ts'
import type { Slot } from '#api/routes.ts'

const LONG_MS = 60_000

/** @returns false: the plain address it is, at once */
export function hlsInstead({ video }: Slot, element: HTMLVideoElement, play: (url: string) => void): boolean {
  const knows = element.canPlayType('application/vnd.apple.mpegurl') !== ''
  if (video.durationMs <= LONG_MS || !knows) return false
  const plain = video.renditions[0]?.url
  api('GET /v1/videos/:videoId/extras', { params: { videoId: video.id } }).then(
    ({ hlsUrl }) => {
      const url = hlsUrl ?? plain
      if (url) play(url)
    },
    () => plain && play(plain),
  )
  return true
}
