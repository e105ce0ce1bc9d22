/** The job: sound → program → draft. What ends without captions says why; what was interrupted is tried again. */
import { assert } from '../../../platform/errors.ts'
import type { Logger } from '../../../platform/log.ts'
import type { Media } from '../../media/index.ts'
import type { captionsRefusals } from '../contract-refusals.ts'
import { isThere, onTrack } from '../own-clip.ts'
import { fitCues } from '../read/fit-cues.ts'
import { putTrack } from '../store.ts'
import { type AutoRequest, beginRequest, endRequest, notePercent } from '../store-auto.ts'
import type { Cue } from '../caption.ts'
import type { CaptionEngine, Heard } from './engine.ts'
import { readPrinted } from './read-printed.ts'
import type { RequestDeps } from './request-auto.ts'

const attemptsMax = 3
const noteEveryMs = 1000

type RunDeps = RequestDeps & { readonly media: Pick<Media, 'withSound'>; readonly log: Logger }
type Reason = keyof typeof captionsRefusals

/** @throws Error when another try may go well */
export async function runAuto(deps: RunDeps, requestId: string, signal: AbortSignal): Promise<void> {
  const { db, clock, engine, log } = deps
  const request = await db.transaction((tx) => beginRequest(tx, requestId, clock.now()))
  if (!request) return
  const [video] = await deps.videos.findMany([request.videoId])
  const fail = async (reason: Reason, why: string): Promise<void> => {
    log.warn({ event: 'auto-captions-failed', requestId, reason, why })
    await db.transaction((tx) => endRequest(tx, requestId, reason, clock.now()))
  }
  if (!video || video.state === 'removed') return fail('captions_auto_failed', 'the clip is gone')
  if (!engine) return fail('captions_auto_off', 'COMMAND is empty')
  const lent = await deps.media.withSound(video.assetId, signal, (sound) =>
    listen(deps, engine, request, { ...sound, signal }),
  )
  if (lent.kind === 'silent') return fail('captions_auto_silent', 'no audio stream')
  if (lent.kind === 'missing') return fail('captions_auto_failed', 'no rendition to listen to')
  if (lent.kind === 'fault') return again(request, fail, `ffmpeg: ${lent.ending.kind}`)
  const heard = lent.value
  switch (heard.kind) {
    case 'missing':
      return fail('captions_auto_missing', heard.why)
    case 'too_heavy':
      return fail('captions_auto_heavy', 'ran into a limit')
    case 'failed':
      return fail('captions_auto_failed', heard.why)
    case 'again':
      return again(request, fail, heard.why)
    case 'printed':
      break
  }
  const printed = readPrinted(heard.text, { maxCues: deps.config.MAX_CUES })
  if (printed.kind === 'unreadable') return fail('captions_auto_failed', 'its output can not be read')
  const cues = printed.kind === 'cues' ? fitCues(printed.cues, video.durationMs ?? 0).cues : []
  if (cues.length === 0) return fail('captions_auto_nothing', 'no words')
  await keepDraft(deps, request, cues)
}

async function again(
  request: AutoRequest,
  fail: (reason: Reason, why: string) => Promise<void>,
  why: string,
): Promise<void> {
  if (request.attempt >= attemptsMax) return fail('captions_auto_failed', why)
  throw new Error(`auto captions ${request.id}: ${why}`)
}

async function listen(
  deps: RunDeps,
  engine: CaptionEngine,
  request: AutoRequest,
  sound: { path: string; folder: string; durationMs: number; signal: AbortSignal },
): Promise<Heard> {
  const { db, clock, log } = deps
  let notedAt = 0
  let noting: Promise<unknown> = Promise.resolve()
  const note = (percent: number): void => {
    noting = noting
      .then(() => db.transaction((tx) => notePercent(tx, request.id, percent, clock.now())))
      .catch((err: unknown) => log.warn({ event: 'auto-captions-progress-not-noted', err }))
  }
  const heard = await engine.listen({
    wavPath: sound.path,
    folder: sound.folder,
    lang: request.lang,
    durationMs: sound.durationMs,
    signal: sound.signal,
    onHeard(ms) {
      if (sound.durationMs <= 0 || Date.now() - notedAt < noteEveryMs) return
      notedAt = Date.now()
      // 100 is said when the draft is stored.
      note(Math.max(0, Math.min(99, Math.floor((ms * 100) / sound.durationMs))))
    },
  })
  await noting
  return heard
}

/** Captions that someone wrote in the meantime are never replaced. */
async function keepDraft(deps: RunDeps, request: AutoRequest, cues: readonly Cue[]): Promise<void> {
  const { videoId, lang, ownerId } = request
  await onTrack(deps, videoId, lang, async (tx, found) => {
    const now = deps.clock.now()
    if (isThere(found)) {
      await endRequest(tx, request.id, 'captions_exist', now)
      return
    }
    if ((await endRequest(tx, request.id, undefined, now)) === 0) return
    assert(cues.length > 0, 'a draft has cues')
    await putTrack(
      tx,
      { videoId, lang, ownerId, kind: 'auto', sourceLang: undefined, published: false, cues },
      now,
    )
  })
}
