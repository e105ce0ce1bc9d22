/** What a clip needs that has to be encoded, begun while its headers are still being read: its first sound is heard, and,
 *  where a file of its kind may not tell its length, the pictures of its first track are counted. An ffmpeg takes a twelfth
 *  of a second to begin; one after the other, that was most of what a short clip waited for beside its encode. */
import { open } from 'node:fs/promises'
import type { Asset } from '../asset.ts'
import type { Plan } from '../probe/judge-file.ts'
import { scan } from '../probe/read-plan.ts'
import { sniffType } from '../uploads/sniff-type.ts'
import type { Place, Run, Workshop } from '../workshop/workshop.ts'
import { type Heard, listen } from './listen.ts'

export interface Ahead {
  /** What was begun for that plan. The rest is given up: a clip that can be copied needs neither, another track than the
   *  first has to be asked for, and a length that was told need not be counted. */
  readonly for: (plan: Plan) => Promise<{ readonly heard?: Promise<Heard>; readonly scanned?: Promise<Run> }>
  /** Resolves when nothing runs any more. */
  readonly stop: () => Promise<void>
}

/** Their headers tell the length, but for a recording that never ended. */
const tellLength = new Set<string | undefined>([
  'video/mp4',
  'video/quicktime',
  'video/3gpp',
  'video/x-msvideo',
])

export async function lookAhead(shop: Workshop, asset: Asset, place: Place): Promise<Ahead> {
  const type = await typeOf(place.path)
  const begin = <T>(work: (place: Place) => Promise<T>) => {
    const given = new AbortController()
    const result = work({ ...place, signal: AbortSignal.any([place.signal, given.signal]) })
    const ended = result.then(
      () => {},
      () => {},
    )
    const stop = (): Promise<void> => {
      given.abort()
      return ended
    }
    return { result, stop }
  }
  const hearing = begin((at) => listen(shop, asset, 'first', at))
  const scanning = tellLength.has(type) ? undefined : begin((at) => scan(shop, asset, 'first', 0, at))

  return {
    async for({ copy, audio, video, durationMs }) {
      const isHeard = copy === 'none' && audio?.isFirst === true
      const scanned = copy === 'none' && video.isFirst && durationMs === 0 ? scanning?.result : undefined
      // Another sound is drawn into the same file.
      await Promise.all([isHeard || hearing.stop(), scanned || scanning?.stop()])
      return { ...(isHeard && { heard: hearing.result }), ...(scanned && { scanned }) }
    },
    stop: async () => void (await Promise.all([hearing.stop(), scanning?.stop()])),
  }
}

async function typeOf(path: string): Promise<string | undefined> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0)
    return sniffType(buffer.subarray(0, bytesRead))
  } finally {
    await file.close()
  }
}
