/** Every statement that touches the schema `sounds`. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Place } from '../../platform/pages.ts'
import type { Sound, SoundUse } from './sound.ts'

interface SoundRow {
  id: string
  ownerId: string
  title: string
  artist: string
  use: SoundUse
  state: Sound['state']
  reasonCode: string | null
  reasonParams: Record<string, string | number>
  source: Sound['source']
  sourceVideoId: string | null
  sourceAssetId: string | null
  uploadId: string | null
  assetId: string | null
  durationMs: number | null
  clipCount: number
  createdAt: Date
  removedAt: Date | null
}

const columns = sql.raw(
  'id, owner_id as "ownerId", title, artist, use, state, reason_code as "reasonCode", reason_params as "reasonParams", ' +
    'source, source_video_id as "sourceVideoId", source_asset_id as "sourceAssetId", upload_id as "uploadId", ' +
    'asset_id as "assetId", duration_ms as "durationMs", clip_count as "clipCount", created_at as "createdAt", ' +
    'removed_at as "removedAt"',
)

const toSound = ({ reasonCode, reasonParams, ...row }: SoundRow): Sound => ({
  ...row,
  reason: reasonCode === null ? undefined : { code: reasonCode, params: reasonParams },
  sourceVideoId: row.sourceVideoId ?? undefined,
  sourceAssetId: row.sourceAssetId ?? undefined,
  uploadId: row.uploadId ?? undefined,
  assetId: row.assetId ?? undefined,
  durationMs: row.durationMs ?? undefined,
  removedAt: row.removedAt ?? undefined,
})

/** In no order; ids without a sound are left out. */
export async function findSounds(on: Queryable, ids: readonly string[]): Promise<Sound[]> {
  if (ids.length === 0) return []
  const rows = await on.all(
    sql<SoundRow>`select ${columns} from sounds.sound where id = any(${[...ids]}::uuid[])`,
  )
  return rows.map(toSound)
}

/** In the order in which they changed, in every state: what a reader that keeps a copy asks for. */
export async function changedAfter(
  on: Queryable,
  after: Place | undefined,
  limit: number,
): Promise<{ sound: Sound; updatedAt: Date }[]> {
  const rows = await on.all(sql<SoundRow & { updatedAt: Date }>`
    select ${columns}, updated_at as "updatedAt" from sounds.sound
    where (${after?.at ?? null}::timestamptz is null
           or (updated_at, id) > (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by updated_at, id limit ${limit}`)
  return rows.map(({ updatedAt, ...row }) => ({ sound: toSound(row), updatedAt }))
}

/** Waits for whoever is changing the same one. */
export async function lockSound(tx: Tx, id: string): Promise<Sound | undefined> {
  const row = await tx.maybe(sql<SoundRow>`select ${columns} from sounds.sound where id = ${id} for update`)
  return row && toSound(row)
}

export async function lockSoundOfAsset(tx: Tx, assetId: string): Promise<Sound | undefined> {
  const row = await tx.maybe(
    sql<SoundRow>`select ${columns} from sounds.sound where asset_id = ${assetId} for update`,
  )
  return row && toSound(row)
}

export async function lockSoundOfClip(tx: Tx, videoId: string): Promise<Sound | undefined> {
  const row = await tx.maybe(
    sql<SoundRow>`select ${columns} from sounds.sound where source_video_id = ${videoId} for update`,
  )
  return row && toSound(row)
}

/** Serialises the additions of one account, so that two at once can't both be the last that fits. */
export const lockOwner = (tx: Tx, ownerId: string) =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended('sounds.sound/' || ${ownerId}::text, 0))`)

export async function countOfOwner(on: Queryable, ownerId: string): Promise<number> {
  const row = await on.one(sql<{ count: number }>`
    select count(*)::integer as count from sounds.sound
    where owner_id = ${ownerId} and source = 'upload' and state <> 'removed'`)
  return row.count
}

/** @returns false when its id, its upload or its clip has a sound already */
export async function insertSound(tx: Tx, sound: Sound, letters: readonly string[]): Promise<boolean> {
  const touched = await tx.run(sql`
    insert into sounds.sound
      (id, owner_id, title, artist, use, state, source, source_video_id, source_asset_id, upload_id, asset_id, letters,
       created_at, rights_at, updated_at)
    values (${sound.id}, ${sound.ownerId}, ${sound.title}, ${sound.artist}, ${sound.use}, ${sound.state},
            ${sound.source}, ${sound.sourceVideoId ?? null}, ${sound.sourceAssetId ?? null}, ${sound.uploadId ?? null},
            ${sound.assetId ?? null}, ${[...letters]}::text[], ${sound.createdAt}, ${sound.createdAt},
            ${sound.createdAt})
    on conflict do nothing`)
  return touched === 1
}

/** The file that a clip's own sound became. */
export const attachUpload = (tx: Tx, id: string, uploadId: string, assetId: string, at: Date) =>
  tx.run(sql`
    update sounds.sound set upload_id = ${uploadId}, asset_id = ${assetId}, updated_at = ${at}
    where id = ${id} and upload_id is null`)

/** Also while it is removed: a restored sound is then what it would have become. */
export const markReady = (tx: Tx, id: string, durationMs: number, at: Date) =>
  tx.run(sql`
    update sounds.sound
    set state = case when state = 'processing' then 'ready' else state end,
        removed_from = case when removed_from = 'processing' then 'ready' else removed_from end,
        duration_ms = ${durationMs}, updated_at = ${at}
    where id = ${id}`)

export const markRefused = (
  tx: Tx,
  id: string,
  reason: { code: string; params: Readonly<Record<string, string | number>> },
  at: Date,
) =>
  tx.run(sql`
    update sounds.sound
    set state = case when state = 'removed' then state else 'refused' end,
        removed_from = case when state = 'removed' then 'refused' else removed_from end,
        reason_code = ${reason.code}, reason_params = ${JSON.stringify(reason.params)}::jsonb, updated_at = ${at}
    where id = ${id}`)

export const updateSound = (
  tx: Tx,
  id: string,
  to: { title: string; artist: string; use: SoundUse },
  letters: readonly string[],
  at: Date,
) =>
  tx.run(sql`
    update sounds.sound
    set title = ${to.title}, artist = ${to.artist}, use = ${to.use}, letters = ${[...letters]}::text[], updated_at = ${at}
    where id = ${id}`)

export const updateUse = (tx: Tx, id: string, use: SoundUse, at: Date) =>
  tx.run(sql`update sounds.sound set use = ${use}, updated_at = ${at} where id = ${id}`)

export const markRemoved = (tx: Tx, id: string, at: Date) =>
  tx.run(sql`
    update sounds.sound set removed_from = state, state = 'removed', removed_at = ${at}, updated_at = ${at}
    where id = ${id} and state <> 'removed'`)

export const markRestored = (tx: Tx, id: string, at: Date) =>
  tx.run(sql`
    update sounds.sound set state = removed_from, removed_from = null, removed_at = null, updated_at = ${at}
    where id = ${id} and state = 'removed'`)

/** All of one's own, newest first. */
export async function soundsOfOwner(
  on: Queryable,
  ownerId: string,
  after: Place | undefined,
  limit: number,
): Promise<Sound[]> {
  const rows = await on.all(sql<SoundRow>`
    select ${columns} from sounds.sound
    where owner_id = ${ownerId}
      and (${after?.at ?? null}::timestamptz is null
           or (created_at, id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by created_at desc, id desc limit ${limit}`)
  return rows.map(toSound)
}

/** For everyone, most used first. */
export async function popularSounds(on: Queryable, skip: number, limit: number): Promise<Sound[]> {
  const rows = await on.all(sql<SoundRow>`
    select ${columns} from sounds.sound where state = 'ready' and use = 'everyone'
    order by clip_count desc, created_at desc, id desc offset ${skip} limit ${limit}`)
  return rows.map(toSound)
}

/** Those that share at least `least` of the groups that were asked for, most of them first.
 *  @param groups not empty. @param viewer whose own sounds count too */
export async function soundsWithLetters(
  on: Queryable,
  groups: readonly string[],
  least: number,
  viewer: string | undefined,
  skip: number,
  limit: number,
): Promise<Sound[]> {
  const asked = [...groups]
  const rows = await on.all(sql<SoundRow>`
    select ${columns} from (
      select *, (select count(*) from unnest(letters) as one where one = any(${asked}::text[]))::real
                / cardinality(${asked}::text[]) as score
      from sounds.sound
      where state = 'ready' and letters && ${asked}::text[]
        and (use = 'everyone' or owner_id = ${viewer ?? null}::uuid)
    ) as scored
    where score >= ${least}
    order by score desc, clip_count desc, created_at desc, id desc offset ${skip} limit ${limit}`)
  return rows.map(toSound)
}

/** @returns false when it was noted before */
export async function insertUse(
  tx: Tx,
  use: { videoId: string; soundId: string; usedAt: Date },
): Promise<boolean> {
  const touched = await tx.run(sql`
    insert into sounds.use (video_id, sound_id, used_at) values (${use.videoId}, ${use.soundId}, ${use.usedAt})
    on conflict (video_id) do nothing`)
  return touched === 1
}

/** @returns the sound that it used, if it was noted */
export async function deleteUse(tx: Tx, videoId: string): Promise<string | undefined> {
  const row = await tx.maybe(
    sql<{
      soundId: string
    }>`delete from sounds.use where video_id = ${videoId} returning sound_id as "soundId"`,
  )
  return row?.soundId
}

/** Those of them that a sound is, or was so lately that it can be brought back. */
export async function neededAssets(
  on: Queryable,
  assetIds: readonly string[],
  removedAfter: Date,
): Promise<string[]> {
  const rows = await on.all(sql<{ id: string }>`
    select asset_id as id from sounds.sound
    where asset_id = any(${[...assetIds]}::uuid[]) and (removed_at is null or removed_at >= ${removedAfter})`)
  return rows.map((row) => row.id)
}

export const addToCount = (tx: Tx, id: string, by: 1 | -1) =>
  tx.run(sql`update sounds.sound set clip_count = clip_count + ${by} where id = ${id}`)
