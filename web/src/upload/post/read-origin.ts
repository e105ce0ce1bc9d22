/** What a clip was made with, as an address tells it: `?credit=duet:VIDEO&sound=SOUND:FROM_MS`. Pure. */
import type { Credit, PostForm } from './post-form.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export function readCredit(query: Pick<URLSearchParams, 'get'>): Credit | undefined {
  const [kind, videoId = ''] = (query.get('credit') ?? '').split(':')
  if (kind !== 'duet' && kind !== 'stitch' && kind !== 'remix') return undefined
  return UUID.test(videoId) ? { kind, videoId } : undefined
}

export function readSound(query: Pick<URLSearchParams, 'get'>): PostForm['sound'] {
  const [soundId = '', from = '0'] = (query.get('sound') ?? '').split(':')
  if (!UUID.test(soundId)) return undefined
  return { soundId, fromMs: /^\d{1,7}$/.test(from) ? Number(from) : 0 }
}
