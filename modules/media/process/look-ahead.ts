/** What a clip needs that has to be encoded, begun while its headers are still being read: its first sound is heard, and the
 *  pictures of its first track are counted. An ffmpeg takes a twelfth of a second to begin; one after the other, that was
 *  most of what a short clip waited for beside its encode. */
import type { Asset } from '../asset.ts'
import type { Plan } from '../probe/judge-file.ts'
import { scan } from '../probe/read-plan.ts'
import type { Place, Run, Workshop } from '../workshop/workshop.ts'
import { type Heard, listen } from './listen.ts'

export interface Ahead {
  /** What was begun for that plan. The rest is given up: a clip that can be copied needs neither, and another track than
   *  the first has to be asked for. */
  readonly for: (plan: Plan) => Promise<{ readonly heard?: Promise<Heard>; readonly scanned?: Promise<Run> }>
  /** Resolves when nothing runs any more. */
  readonly stop: () => Promise<void>
}

export function lookAhead(shop: Workshop, asset: Asset, place: Place): Ahead {
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
  const scanning = begin((at) => scan(shop, asset, 'first', 0, at))

  return {
    async for({ copy, audio, video }) {
      const isHeard = copy === 'none' && audio?.isFirst === true
      const isScanned = copy === 'none' && video.isFirst
      // Another sound is drawn into the same file.
      await Promise.all([isHeard || hearing.stop(), isScanned || scanning.stop()])
      return { ...(isHeard && { heard: hearing.result }), ...(isScanned && { scanned: scanning.result }) }
    },
    stop: async () => void (await Promise.all([hearing.stop(), scanning.stop()])),
  }
}
