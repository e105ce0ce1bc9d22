/** Asking for captions by program. */
import type { Ids } from '../../../platform/ids.ts'
import { present, refuse } from '../../../platform/errors.ts'
import type { Jobs } from '../../../platform/jobs/index.ts'
import { captionsRefusals } from '../contract-refusals.ts'
import { autoJob } from '../jobs.ts'
import { isThere, lengthOf, onTrack, ownClip, readLang, type TrackDeps } from '../own-clip.ts'
import {
  type AutoRequest,
  countRequests,
  findRequest,
  insertRequest,
  newestRequest,
  touchRequest,
} from '../store-auto.ts'
import type { CaptionEngine } from './engine.ts'

/** The queue gives a dead worker's job to another by itself; this is for a job that was lost. */
const idleMs = 15 * 60_000
const dayMs = 86_400_000

export type RequestDeps = TrackDeps & {
  readonly ids: Ids
  readonly jobs: Jobs
  readonly engine: CaptionEngine | undefined
}

/** While one runs for the clip, asking again finds it.
 *  @throws Refusal captions_auto_off, captions_auto_lang, captions_auto_enough, captions_exist, … */
export async function requestAuto(
  deps: RequestDeps,
  ownerId: string,
  videoId: string,
  given: string,
): Promise<AutoRequest> {
  const video = await ownClip(deps, ownerId, videoId)
  const { engine, clock } = deps
  if (!engine) return refuse(captionsRefusals.captions_auto_off)
  const lang = readLang(given)
  if (!engine.langs.includes(lang))
    return refuse(captionsRefusals.captions_auto_lang, { langs: engine.langs.join(', ') })
  lengthOf(video)
  return onTrack(deps, videoId, lang, async (tx, track) => {
    const now = clock.now()
    const running = await newestRequest(tx, videoId)
    if (running && (running.state === 'waiting' || running.state === 'working')) {
      if (now.getTime() - running.touchedAt.getTime() > idleMs) {
        await touchRequest(tx, running.id, now)
        await deps.jobs.send(tx, autoJob, { requestId: running.id }, { key: running.id })
      }
      return running
    }
    if (isThere(track)) return refuse(captionsRefusals.captions_exist)
    const limit = deps.config.AUTO_PER_DAY
    if ((await countRequests(tx, ownerId, new Date(now.getTime() - dayMs))) >= limit)
      return refuse(captionsRefusals.captions_auto_enough, { limit })
    const id = deps.ids.uuid()
    await insertRequest(tx, { id, videoId, ownerId, lang }, now)
    await deps.jobs.send(tx, autoJob, { requestId: id }, { key: id })
    return present(await findRequest(tx, id), 'it was inserted a moment ago')
  })
}
