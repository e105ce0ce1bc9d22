/** Statements about a video's time, its permissions, and what was made with what. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Place } from '../../platform/pages.ts'
import { columns, published, type VideoRow } from './store.ts'
import type { Allow, CreditKind, Published, VideoId } from './video.ts'

/** Its time: a date schedules it, none holds it back. */
export const updateTime = (tx: Tx, id: VideoId, publishAt: Date | null, at: Date) =>
  tx.run(sql`
    update videos.video
    set state = ${publishAt === null ? 'held' : 'scheduled'}, publish_at = ${publishAt}, updated_at = ${at}
    where id = ${id} and state in ('processing', 'scheduled', 'held')`)

/** Published if its file plays already, else as soon as it does. */
export const markReleased = (tx: Tx, id: VideoId, at: Date) =>
  tx.run(sql`
    update videos.video
    set state = case when duration_ms is null then 'processing' else 'published' end,
        published_at = case when duration_ms is null then null else ${at}::timestamptz end,
        publish_at = null, updated_at = ${at}
    where id = ${id} and state in ('scheduled', 'held')`)

/** Whose time has come, the earliest first. */
export async function dueVideos(on: Queryable, now: Date, limit: number): Promise<string[]> {
  const rows = await on.all(sql<{ id: string }>`
    select id from videos.video where state = 'scheduled' and publish_at <= ${now} order by publish_at limit ${limit}`)
  return rows.map((row) => row.id)
}

export const updateAllow = (tx: Tx, id: VideoId, allow: Allow, at: Date) =>
  tx.run(sql`
    update videos.video
    set allow_duet = ${allow.duet}, allow_stitch = ${allow.stitch}, allow_remix = ${allow.remix},
        allow_download = ${allow.download}, updated_at = ${at}
    where id = ${id}`)

export const updateCover = (tx: Tx, id: VideoId, coverMs: number, at: Date) =>
  tx.run(sql`update videos.video set cover_ms = ${coverMs}, updated_at = ${at} where id = ${id}`)

/** Public ones that were made with a video, newest first. */
export async function publicUses(
  on: Queryable,
  source: VideoId,
  kind: CreditKind | undefined,
  after: Place | undefined,
  limit: number,
): Promise<Published[]> {
  const rows = await on.all(sql<VideoRow>`
    select ${columns} from videos.video
    where credit_video_id = ${source} and state = 'published' and visibility = 'public'
      and (${kind ?? null}::text is null or credit_kind = ${kind ?? null})
      and (${after?.at ?? null}::timestamptz is null
           or (published_at, id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by published_at desc, id desc limit ${limit}`)
  return published(rows)
}

/** Public ones that sound with a sound of the library, newest first. */
export async function publicWithSound(
  on: Queryable,
  soundId: string,
  after: Place | undefined,
  limit: number,
): Promise<Published[]> {
  const rows = await on.all(sql<VideoRow>`
    select ${columns} from videos.video
    where sound_id = ${soundId} and state = 'published' and visibility = 'public'
      and (${after?.at ?? null}::timestamptz is null
           or (published_at, id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by published_at desc, id desc limit ${limit}`)
  return published(rows)
}
