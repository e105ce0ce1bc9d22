/** Statements on what is needed no longer: found, let go, and removed. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import { type AssetId, type AssetKind, rebuilder, type UploadId } from './asset.ts'
import { progressChannel } from './store-uploads.ts'

/** A file that arrived, as whoever may need it knows it. */
export interface HeldFile {
  readonly assetId: string
  readonly uploadId: string
  readonly ownerId: string
  readonly kind: AssetKind
}

export interface LookedAt extends HeldFile {
  readonly receivedAt: Date
  readonly claimedAt: Date | null
  readonly discardedAt: Date | null
  readonly unneededSince: Date | null
}

/** Where the look around goes on; undefined while the last one is not long enough ago. */
export async function resumeLook(
  tx: Tx,
  first: string,
  endedBefore: Date,
): Promise<{ afterId: string } | undefined> {
  await tx.run(
    sql`insert into media.look_around (id, after_id) values (1, ${first}) on conflict (id) do nothing`,
  )
  await tx.run(sql`
    update media.look_around set after_id = ${first}, ended_at = null where ended_at < ${endedBefore}`)
  return tx.maybe(
    sql<{
      afterId: string
    }>`select after_id as "afterId" from media.look_around where ended_at is null for update`,
  )
}

/** @param endedAt when there was nothing after it */
export const noteLook = (tx: Tx, afterId: string, endedAt: Date | undefined) =>
  tx.run(sql`update media.look_around set after_id = ${afterId}, ended_at = ${endedAt ?? null}`)

/** In the order of id; those that are being worked on are not among them. */
export const settledAfter = (on: Queryable, after: string, limit: number): Promise<LookedAt[]> =>
  on.all(sql<LookedAt>`
    select asset.id as "assetId", upload_id as "uploadId", asset.owner_id as "ownerId", kind,
           asset.received_at as "receivedAt", claimed_at as "claimedAt", discarded_at as "discardedAt", unneeded_since as "unneededSince"
    from media.asset join media.upload on upload.id = upload_id
    where asset.id > ${after} and asset.state in ('ready', 'refused') and asset.owner_id <> ${rebuilder}
    order by asset.id limit ${limit}`)

export const noteNeeded = (tx: Tx, assetIds: readonly string[]) =>
  tx.run(sql`
    update media.asset set unneeded_since = null
    where id = any(${[...assetIds]}::uuid[]) and unneeded_since is not null`)

export const noteUnneeded = (tx: Tx, assetIds: readonly string[], at: Date) =>
  tx.run(sql`
    update media.asset set unneeded_since = ${at}
    where id = any(${[...assetIds]}::uuid[]) and unneeded_since is null`)

/** Somebody takes over its bytes, or makes its files anew. */
export const isInUse = (on: Queryable, file: { uploadId: UploadId; assetId: AssetId }): Promise<boolean> =>
  on
    .maybe(
      sql`select from media.upload where copy_of = ${file.uploadId} and state = 'open'
          union all select from media.rebuild where asset_id = ${file.assetId} and state = 'making' limit 1`,
    )
    .then((row) => row !== undefined)

/** Nothing names its files from now on; its upload stays, as one that has ended. */
export async function forgetAsset(
  tx: Tx,
  { assetId, uploadId }: { assetId: AssetId; uploadId: UploadId },
  removeAfter: Date,
): Promise<void> {
  await tx.run(sql`
    insert into media.doomed_file (storage_key, remove_after)
    select key, ${removeAfter}::timestamptz from (
      select original_key as key from media.asset where id = ${assetId}
      union select storage_key from media.rendition where asset_id = ${assetId}
      union select storage_key from media.retired_rendition where asset_id = ${assetId}) as file
    on conflict (storage_key) do nothing`)
  await tx.run(sql`
    delete from media.fingerprint_key
    where fingerprint_no in (select no from media.fingerprint where asset_id = ${assetId})`)
  await tx.run(sql`delete from media.fingerprint where asset_id = ${assetId}`)
  await tx.run(sql`delete from media.resemblance where asset_id = ${assetId} or other_id = ${assetId}`)
  await tx.run(sql`delete from media.download where asset_id = ${assetId}`)
  await tx.run(sql`delete from media.file_fault where asset_id = ${assetId}`)
  await tx.run(sql`delete from media.rebuild where asset_id = ${assetId}`)
  await tx.run(sql`delete from media.retired_rendition where asset_id = ${assetId}`)
  await tx.run(sql`delete from media.rendition where asset_id = ${assetId}`)
  await tx.run(sql`delete from media.asset where id = ${assetId}`)
  await tx.run(sql`
    with ended as (
      update media.upload set state = 'expired', ended_by = 'released' where id = ${uploadId} returning asset_id)
    select pg_notify(${progressChannel}, asset_id::text) from ended`)
}

/** @returns keys, each with whether a row names it after all */
export const doomedBefore = (on: Queryable, before: Date, limit: number) =>
  on.all(sql<{ key: string; isNamed: boolean }>`
    select storage_key as key,
           exists (select from media.asset where original_key = doomed.storage_key)
           or exists (select from media.rendition where storage_key = doomed.storage_key)
           or exists (select from media.retired_rendition where storage_key = doomed.storage_key) as "isNamed"
    from media.doomed_file as doomed where remove_after <= ${before} order by remove_after limit ${limit}`)

export const forgetDoomed = (tx: Tx, key: string) =>
  tx.run(sql`delete from media.doomed_file where storage_key = ${key}`)
