/** Every statement that touches schema videos. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Place } from '../../platform/pages.ts'
import {
  type CreditKind,
  isPublished,
  type Published,
  type Video,
  type VideoId,
  type VideoState,
  videoId,
  type Visibility,
} from './video.ts'

export interface VideoRow {
  id: string
  ownerId: string
  uploadId: string
  assetId: string
  caption: string
  tags: string[]
  mentions: string[]
  visibility: Visibility
  state: VideoState
  reasonCode: string | null
  reasonParams: Record<string, string | number>
  durationMs: number | null
  width: number | null
  height: number | null
  createdAt: Date
  publishAt: Date | null
  allowDuet: boolean
  allowStitch: boolean
  allowRemix: boolean
  allowDownload: boolean
  creditKind: CreditKind | null
  creditVideoId: string | null
  soundId: string | null
  soundFromMs: number | null
  coverMs: number | null
  ageByOwner: boolean
  ageReason: string | null
  publishedAt: Date | null
  removedAt: Date | null
  updatedAt: Date
}

export const columns = sql.raw(
  'id, owner_id as "ownerId", upload_id as "uploadId", asset_id as "assetId", caption, tags, mentions, visibility, state, ' +
    'reason_code as "reasonCode", reason_params as "reasonParams", duration_ms as "durationMs", width, height, ' +
    'created_at as "createdAt", publish_at as "publishAt", published_at as "publishedAt", removed_at as "removedAt", ' +
    'updated_at as "updatedAt", allow_duet as "allowDuet", allow_stitch as "allowStitch", allow_remix as "allowRemix", ' +
    'allow_download as "allowDownload", credit_kind as "creditKind", credit_video_id as "creditVideoId", ' +
    'sound_id as "soundId", sound_from_ms as "soundFromMs", cover_ms as "coverMs", ' +
    'age_by_owner as "ageByOwner", age_reason as "ageReason"',
)

export function toVideo(row: VideoRow): Video {
  const { id, ownerId, uploadId, assetId, caption, tags, mentions, visibility, state, reasonCode } = row
  const { creditKind, creditVideoId, soundId, soundFromMs } = row
  return {
    ...{ id: videoId(id), ownerId, uploadId, assetId, caption, tags, mentions, visibility, state },
    reason: reasonCode === null ? undefined : { code: reasonCode, params: row.reasonParams },
    durationMs: row.durationMs ?? undefined,
    width: row.width ?? undefined,
    height: row.height ?? undefined,
    allow: {
      duet: row.allowDuet,
      stitch: row.allowStitch,
      remix: row.allowRemix,
      download: row.allowDownload,
    },
    credit:
      creditKind === null || creditVideoId === null
        ? undefined
        : { kind: creditKind, videoId: creditVideoId },
    sound: soundId === null || soundFromMs === null ? undefined : { soundId, fromMs: soundFromMs },
    coverMs: row.coverMs ?? undefined,
    ageMarks: { byOwner: row.ageByOwner, stageReason: row.ageReason },
    createdAt: row.createdAt,
    publishAt: row.publishAt ?? undefined,
    publishedAt: row.publishedAt ?? undefined,
    removedAt: row.removedAt ?? undefined,
    updatedAt: row.updatedAt,
  }
}

export const published = (rows: readonly VideoRow[]): Published[] => rows.map(toVideo).filter(isPublished)

/** In no order; ids without a video are left out. */
export async function findVideos(on: Queryable, ids: readonly string[]): Promise<Video[]> {
  if (ids.length === 0) return []
  const rows = await on.all(
    sql<VideoRow>`select ${columns} from videos.video where id = any(${[...ids]}::uuid[])`,
  )
  return rows.map(toVideo)
}

/** Waits for whoever is changing the same one. */
export async function lockVideo(tx: Tx, id: VideoId): Promise<Video | undefined> {
  const row = await tx.maybe(sql<VideoRow>`select ${columns} from videos.video where id = ${id} for update`)
  return row && toVideo(row)
}

export async function lockVideoOfAsset(tx: Tx, assetId: string): Promise<Video | undefined> {
  const row = await tx.maybe(
    sql<VideoRow>`select ${columns} from videos.video where asset_id = ${assetId} for update`,
  )
  return row && toVideo(row)
}

export async function findVideosOfAssets(on: Queryable, assetIds: readonly string[]): Promise<Video[]> {
  if (assetIds.length === 0) return []
  const rows = await on.all(
    sql<VideoRow>`select ${columns} from videos.video where asset_id = any(${[...assetIds]}::uuid[])`,
  )
  return rows.map(toVideo)
}

export async function findVideoOfUpload(on: Queryable, uploadId: string): Promise<Video | undefined> {
  const row = await on.maybe(sql<VideoRow>`select ${columns} from videos.video where upload_id = ${uploadId}`)
  return row && toVideo(row)
}

/** Those of them that are posted, or were removed so lately that they can be brought back. */
export async function neededAssets(
  on: Queryable,
  assetIds: readonly string[],
  removedAfter: Date,
): Promise<string[]> {
  const rows = await on.all(sql<{ id: string }>`
    select asset_id as id from videos.video
    where asset_id = any(${[...assetIds]}::uuid[]) and (removed_at is null or removed_at >= ${removedAfter})`)
  return rows.map((row) => row.id)
}

/** @returns false when the upload was posted before */
export async function insertVideo(tx: Tx, video: Video): Promise<boolean> {
  const { allow, credit, sound } = video
  const touched = await tx.run(sql`
    insert into videos.video
      (id, owner_id, upload_id, asset_id, caption, tags, mentions, visibility, state, created_at, updated_at, publish_at,
       allow_duet, allow_stitch, allow_remix, allow_download, credit_kind, credit_video_id, sound_id, sound_from_ms,
       cover_ms, age_by_owner)
    values (${video.id}, ${video.ownerId}, ${video.uploadId}, ${video.assetId}, ${video.caption},
            ${[...video.tags]}::text[], ${[...video.mentions]}::text[], ${video.visibility}, ${video.state},
            ${video.createdAt}, ${video.updatedAt}, ${video.publishAt ?? null}, ${allow.duet}, ${allow.stitch},
            ${allow.remix}, ${allow.download}, ${credit?.kind ?? null}, ${credit?.videoId ?? null},
            ${sound?.soundId ?? null}, ${sound?.fromMs ?? null}, ${video.coverMs ?? null}, ${video.ageMarks.byOwner})
    on conflict (upload_id) do nothing`)
  return touched === 1
}

/** Its file plays: one that was waiting for that alone is published, one that waits for its time knows its shape. Also
 *  while it is removed: a restored video is then what it would have become. */
export const markPlayable = (
  tx: Tx,
  id: VideoId,
  shape: { durationMs: number; width: number; height: number },
  at: Date,
) =>
  tx.run(sql`
    update videos.video
    set state = case when state = 'processing' then 'published' else state end,
        removed_from = case when removed_from = 'processing' then 'published' else removed_from end,
        published_at = case when 'processing' in (state, coalesce(removed_from, ''))
                            then coalesce(published_at, ${at}) else published_at end,
        duration_ms = ${shape.durationMs}, width = ${shape.width}, height = ${shape.height}, updated_at = ${at}
    where id = ${id}`)

export const markRefused = (
  tx: Tx,
  id: VideoId,
  reason: { code: string; params: Readonly<Record<string, string | number>> },
  at: Date,
) =>
  tx.run(sql`
    update videos.video
    set state = case when state = 'removed' then state else 'refused' end,
        removed_from = case when state = 'removed' then 'refused' else removed_from end,
        reason_code = ${reason.code}, reason_params = ${JSON.stringify(reason.params)}::jsonb, updated_at = ${at}
    where id = ${id}`)

export const updateWords = (
  tx: Tx,
  id: VideoId,
  words: { caption: string; tags: readonly string[]; mentions: readonly string[] },
  at: Date,
) =>
  tx.run(sql`
    update videos.video
    set caption = ${words.caption}, tags = ${[...words.tags]}::text[], mentions = ${[...words.mentions]}::text[],
        updated_at = ${at}
    where id = ${id}`)

export const updateVisibility = (tx: Tx, id: VideoId, visibility: Visibility, at: Date) =>
  tx.run(sql`update videos.video set visibility = ${visibility}, updated_at = ${at} where id = ${id}`)

export const markRemoved = (tx: Tx, id: VideoId, at: Date) =>
  tx.run(sql`
    update videos.video set removed_from = state, state = 'removed', removed_at = ${at}, updated_at = ${at}
    where id = ${id} and state <> 'removed'`)

/** One whose time went by meanwhile is held: nobody meant to publish it by bringing it back. */
export const markRestored = (tx: Tx, id: VideoId, at: Date) =>
  tx.run(sql`
    update videos.video
    set state = case when removed_from = 'scheduled' and publish_at <= ${at} then 'held' else removed_from end,
        removed_from = null, removed_at = null, updated_at = ${at}
    where id = ${id} and state = 'removed'`)

/** Newest first, of one owner, limited to some visibilities. */
export async function publishedOfOwner(
  on: Queryable,
  ownerId: string,
  visible: readonly Visibility[],
  after: Place | undefined,
  limit: number,
): Promise<Published[]> {
  const rows = await on.all(sql<VideoRow>`
    select ${columns} from videos.video
    where owner_id = ${ownerId} and state = 'published' and visibility = any(${[...visible]}::text[])
      and (${after?.at ?? null}::timestamptz is null
           or (published_at, id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by published_at desc, id desc limit ${limit}`)
  return published(rows)
}

/** Newest first, in every state. */
export async function allOfOwner(
  on: Queryable,
  ownerId: string,
  after: Place | undefined,
  limit: number,
): Promise<Video[]> {
  const rows = await on.all(sql<VideoRow>`
    select ${columns} from videos.video
    where owner_id = ${ownerId}
      and (${after?.at ?? null}::timestamptz is null
           or (created_at, id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by created_at desc, id desc limit ${limit}`)
  return rows.map(toVideo)
}

/** Newest first. */
export async function publicWithTag(
  on: Queryable,
  tag: string,
  after: Place | undefined,
  limit: number,
): Promise<Published[]> {
  const rows = await on.all(sql<VideoRow>`
    select ${columns} from videos.video
    where state = 'published' and visibility = 'public' and tags @> array[${tag}]::text[]
      and (${after?.at ?? null}::timestamptz is null
           or (published_at, id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by published_at desc, id desc limit ${limit}`)
  return published(rows)
}

/** Oldest first, to read the whole of it page by page. */
export async function publicAfter(
  on: Queryable,
  after: Place | undefined,
  limit: number,
): Promise<Published[]> {
  const rows = await on.all(sql<VideoRow>`
    select ${columns} from videos.video
    where state = 'published' and visibility = 'public'
      and (${after?.at ?? null}::timestamptz is null
           or (published_at, id) > (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by published_at, id limit ${limit}`)
  return published(rows)
}

/** In the order in which they changed, in every state and visibility: what a reader that keeps a copy asks for. */
export async function changedAfter(on: Queryable, after: Place | undefined, limit: number): Promise<Video[]> {
  const rows = await on.all(sql<VideoRow>`
    select ${columns} from videos.video
    where published_at is not null
      and (${after?.at ?? null}::timestamptz is null
           or (updated_at, id) > (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by updated_at, id limit ${limit}`)
  return rows.map(toVideo)
}

/** Something on its card changed in another module: readers that keep a copy look again. */
export const touchVideo = (tx: Tx, id: string, at: Date) =>
  tx.run(sql`update videos.video set updated_at = ${at} where id = ${id} and state = 'published'`)

/** Its file got more renditions: readers that keep a copy look again. */
export const touchVideoOfAsset = (tx: Tx, assetId: string, at: Date) =>
  tx.run(sql`update videos.video set updated_at = ${at} where asset_id = ${assetId} and state = 'published'`)
