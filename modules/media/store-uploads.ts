/** Statements on media.upload. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import { assetId, type Upload, type UploadId, uploadId } from './asset.ts'

interface UploadRow {
  id: string
  ownerId: string
  assetId: string
  lengthBytes: bigint
  fileName: string
  fileType: string
  state: Upload['state']
  createdAt: Date
  touchedAt: Date
}

const columns = sql.raw(
  'id, owner_id as "ownerId", asset_id as "assetId", length_bytes as "lengthBytes", file_name as "fileName", ' +
    'file_type as "fileType", state, created_at as "createdAt", touched_at as "touchedAt"',
)

// A length fits a JS number: files of 2^53 bytes are refused long before.
const toUpload = (row: UploadRow): Upload => ({
  ...row,
  id: uploadId(row.id),
  assetId: assetId(row.assetId),
  lengthBytes: Number(row.lengthBytes),
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

export const insertUpload = (tx: Tx, upload: Upload) =>
  tx.run(sql`
    insert into media.upload (id, owner_id, asset_id, length_bytes, file_name, file_type, state, created_at, touched_at)
    values (${upload.id}, ${upload.ownerId}, ${upload.assetId}, ${upload.lengthBytes}, ${upload.fileName},
            ${upload.fileType}, 'open', ${upload.createdAt}, ${upload.touchedAt})`)

/** Serialises the creations of one account, so that two at once can't both be the last that fits. */
export const lockOwner = (tx: Tx, ownerId: string) =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended('media.upload/' || ${ownerId}::text, 0))`)

export async function openUploadsOf(on: Queryable, ownerId: string): Promise<Upload[]> {
  const rows = await on.all(sql<UploadRow>`
    select ${columns} from media.upload where owner_id = ${ownerId} and state = 'open' order by touched_at`)
  return rows.map(toUpload)
}

export const touchUpload = (tx: Tx, id: UploadId, at: Date) =>
  tx.run(sql`update media.upload set touched_at = ${at} where id = ${id} and state = 'open'`)

export const markReceived = (tx: Tx, id: UploadId, at: Date) =>
  tx.run(
    sql`update media.upload set state = 'received', received_at = ${at} where id = ${id} and state = 'open'`,
  )

/** @returns 0 when it is no longer open */
export const markExpired = (tx: Tx, id: UploadId) =>
  tx.run(sql`update media.upload set state = 'expired' where id = ${id} and state = 'open'`)

/** Oldest first. */
export async function openUploadsBefore(on: Queryable, before: Date, limit: number): Promise<Upload[]> {
  const rows = await on.all(sql<UploadRow>`
    select ${columns} from media.upload where state = 'open' and touched_at < ${before}
    order by touched_at limit ${limit}`)
  return rows.map(toUpload)
}
