/** Small pictures of a part along its length. */
import { CanvasSink } from 'mediabunny'
import type { Thumbnail } from '../face.ts'
import type { OpenPart } from './open-part.ts'

export async function* thumbnailsOf(
  part: OpenPart,
  everyMs: number,
  height: number,
  signal?: AbortSignal,
): AsyncGenerator<Thumbnail> {
  const size = {
    height: Math.max(2, Math.round(height)),
    width: Math.max(2, Math.round((height * part.width) / Math.max(1, part.height))),
  }
  if (part.picture) {
    yield {
      ms: 0,
      bitmap: await createImageBitmap(part.picture, { resizeWidth: size.width, resizeHeight: size.height }),
    }
    return
  }
  if (!part.video || !(everyMs > 0)) return
  const sink = new CanvasSink(part.video, { ...size, fit: 'fill', poolSize: 2 })
  const moments: number[] = []
  for (let ms = 0; ms < part.durationMs; ms += everyMs) moments.push(ms)
  let index = 0
  for await (const shown of sink.canvasesAtTimestamps(moments.map((ms) => part.firstSecond + ms / 1000))) {
    const ms = moments[index++] ?? 0
    if (signal?.aborted) return
    if (shown) yield { ms, bitmap: await createImageBitmap(shown.canvas) }
  }
}
