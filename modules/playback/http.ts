import type { Http } from '../../platform/http/index.ts'
import { playbackRoutes } from './contract.ts'
import type { Playback } from './index.ts'

export function mountPlayback(http: Http, playback: Playback): void {
  http.handle(playbackRoutes.reportWatches, ({ caller, body }) => playback.ingest(caller, body))
}
