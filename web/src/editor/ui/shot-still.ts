/** One picture of a shot's own material, as it was recorded: for filters and for cropping. */
import type { Editor } from '../face.ts'
import { findPart, findShot } from '../project/project.ts'
import { placeAt } from '../project/timeline.ts'

/** Near the playhead when it stands in the shot, else before its middle. The caller closes it. */
export async function shotStill(
  editor: Editor,
  shotId: string,
  height: number,
  signal: AbortSignal,
): Promise<ImageBitmap | undefined> {
  const shot = findShot(editor.project, shotId)
  const part = shot && findPart(editor.project, shot.part)
  if (!shot || !part) return undefined
  const here = placeAt(editor.project, editor.atMs)
  const isThere = here?.shot.id === shotId && here.partMs - shot.fromMs > 100
  // Clips often begin in the dark: a little further in there is something to see.
  const wanted = isThere ? here.partMs : shot.fromMs + (shot.toMs - shot.fromMs) * 0.4
  const stop = new AbortController()
  const any = AbortSignal.any([signal, stop.signal])
  let last: ImageBitmap | undefined
  // A coarse pass: as many pictures as it takes to come near.
  const everyMs = part.kind === 'picture' ? 60_000 : Math.max(250, Math.round(part.durationMs / 12))
  try {
    for await (const { ms, bitmap } of editor.thumbnails(part.id, everyMs, height, any)) {
      last?.close()
      last = bitmap
      if (ms + everyMs > wanted || signal.aborted) break
    }
  } finally {
    stop.abort()
  }
  return last
}
