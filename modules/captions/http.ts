import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { Refusal } from '../../platform/errors.ts'
import { hasAlready, type Http } from '../../platform/http/index.ts'
import { callerAccount } from '../identity/index.ts'
import { captionUrl, type Track, type TrackFacts } from './caption.ts'
import {
  captionsRefusals,
  captionsRoutes as routes,
  type zAutoRequest,
  type zTrack,
  type zTrackWithCues,
} from './contract.ts'
import type { AutoRequest, Captions } from './index.ts'
import { type Format, writeFile } from './read/write-file.ts'

export function mountCaptions(http: Http, captions: Captions): void {
  http.handle(routes.list, async ({ caller, params }) => {
    const { tracks, own } = await captions.list(params.videoId, caller.account?.id)
    return {
      tracks: tracks.map(factsOf),
      own: own
        ? {
            durationMs: own.durationMs ?? null,
            maxCues: captions.config.MAX_CUES,
            maxBytes: captions.config.MAX_BYTES,
            waveformUrl: own.waveformUrl ?? null,
            removed: own.removed.map(({ lang, restorableUntil }) => ({
              lang,
              restorableUntil: restorableUntil.toISOString(),
            })),
            auto: own.auto
              ? {
                  langs: [...own.auto.langs],
                  request: own.auto.request ? requestOf(own.auto.request, caller.lang) : null,
                }
              : null,
          }
        : null,
    }
  })

  http.handle(routes.file, async ({ caller, params, query, request, reply }) => {
    const { track, isOpen } = await captions.readFor(params.videoId, params.lang, caller.account?.id)
    const body = writeFile(track.cues, query.format)
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`
    reply
      .header('etag', etag)
      .header('cache-control', cacheFor(isOpen, query.v === String(track.revision)))
      .header('content-type', `${types[query.format]}; charset=utf-8`)
    if (isOpen) {
      // A page elsewhere that embeds the clip loads its track too; and what is kept for all carries nobody's cookie.
      reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin')
      reply.removeHeader('set-cookie')
    }
    if (query.download)
      reply.header('content-disposition', `attachment; filename="captions.${track.lang}.${query.format}"`)
    if (hasAlready(request.headers['if-none-match'], etag)) return reply.code(304).send()
    return reply.send(body)
  })

  http.handle(routes.read, async ({ caller, params }) => ({
    track: trackOf(await captions.readOwn(callerAccount(caller), params.videoId, params.lang)),
  }))
  http.handle(routes.save, async ({ caller, params, body }) => ({
    track: trackOf(await captions.save(callerAccount(caller), params.videoId, params.lang, body)),
  }))
  http.handle(routes.upload, async ({ caller, params, body }) => {
    const { revision, published, base64 } = body
    const bytes = Buffer.from(base64, 'base64')
    const { track, cutAtEnd, beyondEnd } = await captions.upload(
      callerAccount(caller),
      params.videoId,
      params.lang,
      { revision, published, bytes },
    )
    return { track: trackOf(track), cutAtEnd, beyondEnd }
  })
  http.handle(routes.remove, async ({ caller, params }) => {
    const removed = await captions.remove(callerAccount(caller), params.videoId, params.lang)
    return { removed: { lang: removed.lang, restorableUntil: removed.restorableUntil.toISOString() } }
  })
  http.handle(routes.restore, async ({ caller, params }) => ({
    track: trackOf(await captions.restore(callerAccount(caller), params.videoId, params.lang)),
  }))
  http.handle(routes.copy, async ({ caller, params, body }) => ({
    track: trackOf(await captions.copy(callerAccount(caller), params.videoId, params.lang, body.from)),
  }))
  http.handle(routes.auto, async ({ caller, params, body }) => ({
    request: requestOf(
      await captions.requestAuto(callerAccount(caller), params.videoId, body.lang),
      caller.lang,
    ),
  }))
}

const types: Readonly<Record<Format, string>> = { vtt: 'text/vtt', srt: 'application/x-subrip' }

/** An hour, and not for ever: a clip that is closed takes its captions along within that. */
function cacheFor(isOpen: boolean, isVersioned: boolean): string {
  if (!isOpen) return 'private, no-cache'
  return isVersioned ? 'public, max-age=3600, immutable' : 'public, no-cache'
}

const factsOf = (track: TrackFacts): z.input<typeof zTrack> => ({
  lang: track.lang,
  kind: track.kind,
  sourceLang: track.sourceLang ?? null,
  published: track.published,
  cueCount: track.cueCount,
  saidCount: track.saidCount,
  revision: track.revision,
  updatedAt: track.updatedAt.toISOString(),
  url: captionUrl(track.videoId, track.lang, track.revision),
})

const trackOf = (track: Track): z.input<typeof zTrackWithCues> => ({
  ...factsOf(track),
  cues: track.cues.map(({ startMs, endMs, text }) => ({ startMs, endMs, text })),
})

const texts: Readonly<Record<string, (typeof captionsRefusals)[keyof typeof captionsRefusals]>> =
  captionsRefusals

function requestOf(request: AutoRequest, lang: 'id' | 'en'): z.input<typeof zAutoRequest> {
  const reason = request.reasonCode === undefined ? undefined : texts[request.reasonCode]
  return {
    lang: request.lang,
    state: request.state,
    percent: request.percent ?? null,
    reason:
      request.reasonCode === undefined
        ? null
        : new Refusal(reason ?? captionsRefusals.captions_auto_failed).text(lang),
    requestedAt: request.requestedAt.toISOString(),
  }
}
