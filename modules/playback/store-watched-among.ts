/** Who watched what, for whoever asks of pairs. */
import { type Queryable, sql } from '../../platform/db/index.ts'
import { codeOfWord } from './qualify.ts'

export interface ViewerClip {
  readonly viewerKey: string
  readonly videoId: string
}

/** Those of the pairs of which a ticket was judged to be a view. */
export const findViewsAmong = (on: Queryable, pairs: readonly ViewerClip[]) =>
  on.all(sql<ViewerClip>`
    select viewer_key as "viewerKey", video_id as "videoId"
    from unnest(${pairs.map((one) => one.viewerKey)}::uuid[], ${pairs.map((one) => one.videoId)}::uuid[])
      as asked (viewer_key, video_id)
    where exists (
      select from playback.ticket_day t
      where t.viewer_key = asked.viewer_key and t.video_id = asked.video_id and t.word >= ${codeOfWord('view')})`)
