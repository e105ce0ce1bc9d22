/** Statements on media.upload. Whoever follows an upload listens on the channel `media_progress`, told the asset's id. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import { type AssetKind, assetId, type Upload, type UploadId, uploadId } from './asset.ts'

/** Told an asset's id whenever something about it, or about its upload, changed. */
export const progressChannel = 'media_progress'

interface UploadRow {
  id: string
  ownerId: string
  assetId: string
  lengthBytes: bigint
  fileName: string
  fileType: string
  purpose: AssetKind
  state: Upload['state']
  endedBy: 'corrupt' | 'released' | null
  claimedSha256: string | null
  copyOf: string | null
  sha256: string | null
  createdAt: Date
  touchedAt: Date
  receivedAt: Date | null
  claimedAt: Date | null
  discardedAt: Date | null
}

const columns = sql.raw(
  'id, owner_id as "ownerId", asset_id as "assetId", length_bytes as "lengthBytes", file_name as "fileName", ' +
    'file_type as "fileType", purpose, state, ended_by as "endedBy", claimed_sha256 as "claimedSha256", ' +
    'copy_of as "copyOf", sha256, created_at as "createdAt", touched_at as "touchedAt", ' +
    'received_at as "receivedAt", claimed_at as "claimedAt", discarded_at as "discardedAt"',
)

// A length fits a JS number: files of 2^53 bytes are refused long before.
const toUpload = (row: UploadRow): Upload => ({
  ...row,
  id: uploadId(row.id),
  assetId: assetId(row.assetId),
  lengthBytes: Number(row.lengthBytes),
  endedBy: row.endedBy ?? undefined,
  claimedSha256: row.claimedSha256 ?? undefined,
  copyOf: row.copyOf === null ? undefined : uploadId(row.copyOf),
  sha256: row.sha256 ?? undefined,
  receivedAt: row.receivedAt ?? undefined,
  claimedAt: row.claimedAt ?? undefined,
  discardedAt: row.discardedAt ?? undefined,
})

export async function findUpload(on: Queryable, id: UploadId): Promise<Upload | undefined> {
  const row = await on.maybe(sql<UploadRow>`select ${columns} from media.upload where id = ${id}`)
  return row && toUpload(row)
}

/** Waits for whoever is finishing the same upload. */
export async function lockUpload(tx: Tx, id: UploadId): Promise<Upload | undefined> {
  const row = await tx.maybe(sql<UploadRow>`select ${columns} from media.upload where id = ${id} for update`)
  return row && toUpload(row)
}

/** @returns false when the id is taken */
export async function insertUpload(tx: Tx, upload: Upload): Promise<boolean> {
  const touched = await tx.run(sql`
    insert into media.upload (id, owner_id, asset_id, length_bytes, file_name, file_type, purpose, state,
                              claimed_sha256, copy_of, created_at, touched_at)
    values (${upload.id}, ${upload.ownerId}, ${upload.assetId}, ${upload.lengthBytes}, ${upload.fileName},
            ${upload.fileType}, ${upload.purpose}, 'open', ${upload.claimedSha256 ?? null},
            ${upload.copyOf ?? null}, ${upload.createdAt}, ${upload.touchedAt})
    on conflict (id) do nothing`)
  return touched === 1
}

/** Serialises the creations of one account, so that two at once can't both be the last that fits. */
export const lockOwner = (tx: Tx, ownerId: string) =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended('media.upload/' || ${ownerId}::text, 0))`)

/** The one that was left alone longest first. */
export async function openUploadsOf(on: Queryable, ownerId: string): Promise<Upload[]> {
  const rows = await on.all(sql<UploadRow>`
    select ${columns} from media.upload where owner_id = ${ownerId} and state = 'open' order by touched_at`)
  return rows.map(toUpload)
}

/** Clips that arrived and of which nothing was made yet; newest first. */
export async function unpostedUploadsOf(on: Queryable, ownerId: string, limit: number): Promise<Upload[]> {
  const rows = await on.all(sql<UploadRow>`
    select ${columns} from media.upload
    where owner_id = ${ownerId} and state = 'received' and purpose = 'clip' and claimed_at is null
      and discarded_at is null
    order by received_at desc limit ${limit}`)
  return rows.map(toUpload)
}

/** The newest of the owner's received uploads of these bytes for that purpose; one that was made use of first. */
export async function sameUpload(
  on: Queryable,
  ownerId: string,
  sha256: string,
  purpose: AssetKind,
): Promise<Upload | undefined> {
  const row = await on.maybe(sql<UploadRow>`
    select ${columns} from media.upload
    where owner_id = ${ownerId} and sha256 = ${sha256} and purpose = ${purpose} and state = 'received'
      and discarded_at is null
    order by claimed_at is null, received_at desc limit 1`)
  return row && toUpload(row)
}

export interface Usage {
  /** Of everything that is here or announced. */
  readonly bytes: number
  /** Clips that were begun since then. */
  readonly clips: number
  readonly oldestClipAt: Date | undefined
}

export async function usageOf(on: Queryable, ownerId: string, since: Date): Promise<Usage> {
  const row = await on.one(sql<{ bytes: bigint; clips: bigint; oldest: Date | null }>`
    select coalesce(sum(length_bytes), 0)::int8 as bytes,
           count(*) filter (where purpose = 'clip' and created_at > ${since}) as clips,
           min(created_at) filter (where purpose = 'clip' and created_at > ${since}) as oldest
    from media.upload where owner_id = ${ownerId} and state in ('open', 'received')`)
  return { bytes: Number(row.bytes), clips: Number(row.clips), oldestClipAt: row.oldest ?? undefined }
}

/** @returns 0 when another digest was claimed before */
export const claimDigest = (tx: Tx, id: UploadId, sha256: string) =>
  tx.run(sql`
    update media.upload set claimed_sha256 = ${sha256}
    where id = ${id} and state = 'open' and coalesce(claimed_sha256, ${sha256}) = ${sha256}`)

export const touchUpload = (tx: Tx, id: UploadId, at: Date) =>
  tx.run(sql`
    with touched as (
      update media.upload set touched_at = ${at} where id = ${id} and state = 'open' returning asset_id)
    select pg_notify(${progressChannel}, asset_id::text) from touched`)

export const markReceived = (tx: Tx, id: UploadId, sha256: string, at: Date) =>
  tx.run(sql`
    with received as (
      update media.upload set state = 'received', received_at = ${at}, sha256 = ${sha256}
      where id = ${id} and state = 'open' returning asset_id)
    select pg_notify(${progressChannel}, asset_id::text) from received`)

/** @returns 0 when it is no longer open */
export const markExpired = (tx: Tx, id: UploadId, endedBy?: 'corrupt') =>
  tx.run(sql`
    with ended as (
      update media.upload set state = 'expired', ended_by = ${endedBy ?? null}
      where id = ${id} and state = 'open' returning asset_id)
    select pg_notify(${progressChannel}, asset_id::text) from ended`)

/** Something was made of it: it waits for its owner no longer. */
export const markClaimed = (tx: Tx, id: UploadId, at: Date) =>
  tx.run(sql`update media.upload set claimed_at = ${at} where id = ${id} and claimed_at is null`)

/** @returns 0 when something was made of it */
export const markDiscarded = (tx: Tx, id: UploadId, at: Date) =>
  tx.run(sql`
    update media.upload set discarded_at = coalesce(discarded_at, ${at})
    where id = ${id} and state = 'received' and claimed_at is null`)

/** Oldest first. */
export async function openUploadsBefore(on: Queryable, before: Date, limit: number): Promise<Upload[]> {
  const rows = await on.all(sql<UploadRow>`
    select ${columns} from media.upload where state = 'open' and touched_at < ${before}
    order by touched_at limit ${limit}`)
  return rows.map(toUpload)
}
