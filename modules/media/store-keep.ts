/** Statements on what is kept of files beside assets and renditions: what was made anew, what moved, what was found. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import { type Asset, type AssetId, assetId, type Rendition, rebuilder } from './asset.ts'
import { findAsset } from './store.ts'

interface RetiredRow extends Omit<Rendition, 'bytes'> {
  bytes: bigint
}

/** The asset whose files are addressed by that id, with the files that are found there: its own, or those that newer
 *  ones have taken the place of. */
export async function findServed(on: Queryable, id: AssetId): Promise<Asset | undefined> {
  const asset = await findAsset(on, id)
  if (asset && asset.filesId === asset.id) return asset
  const owner =
    asset ??
    (await on
      .maybe(
        sql<{ id: string }>`
          select id from media.asset where files_id = ${id}
          union all select asset_id from media.retired_rendition where files_id = ${id} limit 1`,
      )
      .then((row) => row && findAsset(on, assetId(row.id))))
  if (!owner) return undefined
  const retired = await retiredAt(on, id)
  const old = new Set(retired.map((one) => one.file))
  // The signature is over the address, so the answer goes by the address's id.
  return { ...owner, id, renditions: [...retired, ...owner.renditions.filter((one) => !old.has(one.file))] }
}

async function retiredAt(on: Queryable, filesId: string): Promise<Rendition[]> {
  const rows = await on.all(sql<RetiredRow>`
    select name, kind, file, width, height, bitrate, bytes, sha256, storage_key as "storageKey", detail
    from media.retired_rendition where files_id = ${filesId}`)
  return rows.map((row) => ({ ...row, bytes: Number(row.bytes) }))
}

export const retiredKeys = async (on: Queryable, id: AssetId): Promise<string[]> =>
  (
    await on.all(
      sql<{ key: string }>`select storage_key as key from media.retired_rendition where asset_id = ${id}`,
    )
  ).map((row) => row.key)

/** An asset of its own with the original of the other, for the work. @returns false when one is being worked on */
export async function beginRebuild(tx: Tx, workId: string, id: AssetId, at: Date): Promise<boolean> {
  const begun = await tx.run(sql`
    insert into media.rebuild (work_id, asset_id, state, asked_at)
    select ${workId}, id, 'making', ${at} from media.asset
    where id = ${id} and state = 'ready' and kind <> 'part'
    on conflict (asset_id) where state = 'making' do nothing`)
  if (begun === 0) return false
  // The id of the work is the upload's too: nobody sees either.
  await tx.run(sql`
    insert into media.upload (id, owner_id, asset_id, length_bytes, file_name, file_type, purpose, state,
                              created_at, touched_at, received_at, claimed_at)
    select ${workId}, ${rebuilder}, ${workId}, original_bytes, '', '', kind, 'received', ${at}, ${at}, ${at}, ${at}
    from media.asset where id = ${id}`)
  await tx.run(sql`
    insert into media.asset (id, upload_id, owner_id, kind, state, original_key, original_bytes, sha256, cover_ms,
                             received_at, worked_at)
    select ${workId}, ${workId}, ${rebuilder}, kind, 'received', original_key, original_bytes, 'made anew: ' || id,
           cover_ms, ${at}, ${at}
    from media.asset where id = ${id}`)
  return true
}

export interface RebuildRow {
  readonly workId: string
  readonly assetId: string
  readonly state: 'making' | 'done' | 'failed'
  readonly note: string | null
}

const rebuildColumns = sql.raw('work_id as "workId", asset_id as "assetId", state, note')

export const findRebuild = (on: Queryable, workId: string): Promise<RebuildRow | undefined> =>
  on.maybe(sql<RebuildRow>`select ${rebuildColumns} from media.rebuild where work_id = ${workId}`)

export const findRebuilds = (on: Queryable, workIds: readonly string[]): Promise<RebuildRow[]> =>
  on.all(sql<RebuildRow>`
    select ${rebuildColumns} from media.rebuild where work_id = any(${[...workIds]}::uuid[])`)

/** The one that is under way for an asset. */
export const rebuildOf = (on: Queryable, id: string): Promise<RebuildRow | undefined> =>
  on.maybe(sql<RebuildRow>`
    select ${rebuildColumns} from media.rebuild where asset_id = ${id} and state = 'making'`)

/** Those whose work has ended, well or not. */
export const endedWorks = (on: Queryable, limit: number) =>
  on.all(sql<{ workId: string }>`
    select work_id as "workId" from media.rebuild join media.asset on asset.id = rebuild.work_id
    where rebuild.state = 'making' and asset.state in ('ready', 'refused') limit ${limit}`)

/** What the work made takes the place of what was there, in one moment; nothing is to be seen of the work afterwards.
 *  Rungs in AV1 and the copy to take away stay as they are: they are made when they are asked for. */
export async function swapFiles(
  tx: Tx,
  work: Asset,
  asset: Asset,
  removeAfter: Date,
  at: Date,
): Promise<void> {
  await tx.run(sql`
    with old as (
      delete from media.rendition
      where asset_id = ${asset.id} and (storage_key in (select storage_key from media.file_fault)
                                        or (kind <> 'download' and name not like '%-av1'))
      returning *)
    insert into media.retired_rendition
      (files_id, file, asset_id, name, kind, width, height, bitrate, bytes, sha256, storage_key, detail, remove_after)
    select ${asset.filesId}, file, asset_id, name, kind, width, height, bitrate, bytes, sha256, storage_key, detail,
           case when storage_key in (select storage_key from media.file_fault) then ${at}::timestamptz
                else ${removeAfter}::timestamptz end
    from old
    on conflict (files_id, file) do nothing`)
  await tx.run(sql`update media.rendition set asset_id = ${asset.id} where asset_id = ${work.id}`)
  await tx.run(sql`
    update media.asset as asset
    set files_id = work.id, duration_ms = work.duration_ms, width = work.width, height = work.height,
        blurhash = work.blurhash, loudness_lufs = work.loudness_lufs, peak_db = work.peak_db,
        listened_at = work.listened_at, poster_file = work.poster_file, notices = work.notices,
        ladder_fault = work.ladder_fault
    from media.asset as work where work.id = ${work.id} and asset.id = ${asset.id}`)
  await tx.run(sql`delete from media.file_fault where asset_id = ${asset.id} and not is_original`)
  await tx.run(sql`
    delete from media.download where asset_id = ${asset.id} and state = 'ready'
      and not exists (select from media.rendition where asset_id = ${asset.id} and kind = 'download')`)
}

export async function endRebuild(
  tx: Tx,
  workId: string,
  ending: { state: 'done' } | { state: 'failed'; note: string },
  at: Date,
): Promise<void> {
  await tx.run(sql`
    update media.rebuild set state = ${ending.state}, note = ${'note' in ending ? ending.note : null}, ended_at = ${at}
    where work_id = ${workId}`)
  await tx.run(sql`delete from media.rendition where asset_id = ${workId}`)
  await tx.run(sql`delete from media.asset where id = ${workId}`)
  await tx.run(sql`delete from media.upload where id = ${workId}`)
}

/** Assets that can be made anew, in the order of id. @param onlyIncomplete those without their whole ladder, or with files that
 *  a verification found faulty */
export const rebuildable = (on: Queryable, after: string, onlyIncomplete: boolean, limit: number) =>
  on.all(sql<{ id: string }>`
    select id from media.asset as asset
    where id > ${after} and state = 'ready' and kind <> 'part' and owner_id <> ${rebuilder}
      and (not ${onlyIncomplete} or ladder_fault is not null
           or not exists (select from media.rendition where asset_id = asset.id and kind in ('video', 'sound'))
           or exists (select from media.file_fault as fault where fault.asset_id = asset.id and not is_original))
    order by id limit ${limit}`)

export interface KeptFile {
  readonly assetId: string
  readonly key: string
  readonly bytes: number
  readonly sha256: string
  readonly isOriginal: boolean
}

/** Every file that must be there, of some assets in the order of their ids. The work of a rebuild is not among them:
 *  its files have another's names soon. */
export async function filesAfter(on: Queryable, after: string, assets: number): Promise<KeptFile[]> {
  const ids = await on.all(sql<{ id: string }>`
    select id from media.asset where id > ${after} and owner_id <> ${rebuilder} order by id limit ${assets}`)
  return filesOf(
    on,
    ids.map((one) => one.id),
  )
}

export async function filesOf(on: Queryable, ids: readonly string[]): Promise<KeptFile[]> {
  if (ids.length === 0) return []
  const rows = await on.all(sql<Omit<KeptFile, 'bytes'> & { bytes: bigint }>`
    select id as "assetId", original_key as key, original_bytes as bytes, sha256, true as "isOriginal"
    from media.asset where id = any(${[...ids]}::uuid[])
    union all
    select asset_id, storage_key, bytes, sha256, false from media.rendition where asset_id = any(${[...ids]}::uuid[])
    order by "assetId", "isOriginal" desc, key`)
  return rows.map((row) => ({ ...row, bytes: Number(row.bytes) }))
}

/** Some assets by chance, each as likely as any other. Reads all ids once. */
export const sampleAssets = async (on: Queryable, count: number): Promise<string[]> =>
  (
    await on.all(sql<{ id: string }>`
      select id from media.asset where owner_id <> ${rebuilder} order by random() limit ${count}`)
  ).map((row) => row.id)

export async function countKept(on: Queryable, after: string): Promise<{ files: number; bytes: number }> {
  const row = await on.maybe(sql<{ files: bigint; bytes: bigint }>`
    select count(*) as files, coalesce(sum(bytes), 0)::int8 as bytes from (
      select original_bytes as bytes from media.asset where id > ${after} and owner_id <> ${rebuilder}
      union all
      select bytes from media.rendition where asset_id > ${after}) as file`)
  return { files: Number(row?.files ?? 0), bytes: Number(row?.bytes ?? 0) }
}

/** Whether the row still names that file: it may have been made anew since it was listed. */
export const isNamed = (on: Queryable, key: string) =>
  on
    .maybe(
      sql`select from media.asset where original_key = ${key}
          union all select from media.rendition where storage_key = ${key} limit 1`,
    )
    .then((row) => row !== undefined)

export const noteMoved = (
  tx: Tx,
  from: string,
  to: string,
  file: Pick<KeptFile, 'key' | 'bytes' | 'sha256'>,
  removeAfter: Date,
) =>
  tx.run(sql`
    insert into media.moved_file (place, storage_key, kept_in, bytes, sha256, remove_after)
    values (${from}, ${file.key}, ${to}, ${file.bytes}, ${file.sha256}, ${removeAfter})
    on conflict (place, storage_key) do update set kept_in = ${to}, remove_after = ${removeAfter}`)

/** It shall stay there: it has come back, or was never to leave. */
export const forgetMoved = (tx: Tx, place: string, key: string) =>
  tx.run(sql`delete from media.moved_file where place = ${place} and storage_key = ${key}`)

export interface MovedRow {
  readonly place: string
  readonly key: string
  readonly keptIn: string
  readonly bytes: number
  readonly sha256: string
}

export async function movedBefore(
  on: Queryable,
  before: Date,
  places: readonly string[],
  limit: number,
): Promise<MovedRow[]> {
  const rows = await on.all(sql<Omit<MovedRow, 'bytes'> & { bytes: bigint }>`
    select place, storage_key as key, kept_in as "keptIn", bytes, sha256 from media.moved_file
    where remove_after <= ${before} and place = any(${[...places]}::text[]) and kept_in = any(${[...places]}::text[])
    order by remove_after limit ${limit}`)
  return rows.map((row) => ({ ...row, bytes: Number(row.bytes) }))
}

/** Looks again later: its other copy is not what it should be. */
export const putOffMoved = (tx: Tx, row: MovedRow, until: Date) =>
  tx.run(sql`
    update media.moved_file set remove_after = ${until} where place = ${row.place} and storage_key = ${row.key}`)

export const retiredBefore = (on: Queryable, before: Date, limit: number) =>
  on.all(sql<{ filesId: string; file: string; key: string }>`
    select files_id as "filesId", file, storage_key as key from media.retired_rendition
    where remove_after <= ${before} order by remove_after limit ${limit}`)

export const forgetRetired = (tx: Tx, filesId: string, file: string) =>
  tx.run(sql`delete from media.retired_rendition where files_id = ${filesId} and file = ${file}`)

export interface Verification {
  readonly beganAt: Date
  readonly afterId: string
  readonly files: number
  readonly bytes: number
}

/** The one that was begun and has not ended, or a new one from the beginning. */
export async function resumeVerification(
  tx: Tx,
  first: string,
  fresh: boolean,
  at: Date,
): Promise<Verification> {
  await tx.run(sql`
    insert into media.verification as one (id, began_at, after_id) values (1, ${at}, ${first})
    on conflict (id) do update set began_at = ${at}, after_id = ${first}, files = 0, bytes = 0, ended_at = null
    where ${fresh} or one.ended_at is not null`)
  const row = await tx.one(sql<{ beganAt: Date; afterId: string; files: bigint; bytes: bigint }>`
    select began_at as "beganAt", after_id as "afterId", files, bytes from media.verification`)
  return { ...row, files: Number(row.files), bytes: Number(row.bytes) }
}

export const noteVerified = (
  tx: Tx,
  afterId: string,
  files: number,
  bytes: number,
  endedAt: Date | undefined,
) =>
  tx.run(sql`
    update media.verification
    set after_id = ${afterId}, files = files + ${files}, bytes = bytes + ${bytes}, ended_at = ${endedAt ?? null}`)

export type Fault = 'missing' | 'length' | 'content' | 'unreadable'

export const noteFault = (tx: Tx, file: KeptFile, what: Fault, at: Date) =>
  tx.run(sql`
    insert into media.file_fault (storage_key, asset_id, is_original, what, found_at)
    values (${file.key}, ${file.assetId}, ${file.isOriginal}, ${what}, ${at})
    on conflict (storage_key) do update set what = ${what}, found_at = ${at}`)

export const forgetFault = (tx: Tx, key: string) =>
  tx.run(sql`delete from media.file_fault where storage_key = ${key}`)

export interface FaultRow {
  readonly key: string
  readonly assetId: string
  readonly isOriginal: boolean
  readonly what: Fault
}

/** Of files that are named still. */
export const listFaults = (on: Queryable, limit: number): Promise<FaultRow[]> =>
  on.all(sql<FaultRow>`
    select storage_key as key, asset_id as "assetId", is_original as "isOriginal", what from media.file_fault as fault
    where exists (select from media.asset where original_key = fault.storage_key and id = fault.asset_id)
       or exists (select from media.rendition where storage_key = fault.storage_key)
    order by is_original desc, asset_id, storage_key limit ${limit}`)
