/** Statements on media.asset and media.rendition. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { RefusalParams } from '../../platform/errors.ts'
import {
  type Asset,
  type AssetId,
  assetId,
  type Rendition,
  type RenditionName,
  type Upload,
  uploadId,
} from './asset.ts'

interface AssetRow {
  id: string
  uploadId: string
  ownerId: string
  state: Asset['state']
  reasonCode: string | null
  reasonParams: RefusalParams
  isOpen: boolean
  durationMs: number | null
  width: number | null
  height: number | null
  blurhash: string | null
  sha256: string
  originalKey: string
  originalBytes: bigint
  stage: Asset['stage']
  percent: number | null
  attempt: number
  faultCount: number
}

interface RenditionRow {
  assetId: string
  name: RenditionName | 'poster'
  kind: Rendition['kind']
  file: string
  width: number
  height: number
  bitrate: number
  bytes: bigint
  sha256: string
  storageKey: string
}

const columns = sql.raw(
  'id, upload_id as "uploadId", owner_id as "ownerId", state, reason_code as "reasonCode", ' +
    'reason_params as "reasonParams", is_open as "isOpen", duration_ms as "durationMs", width, height, blurhash, ' +
    'sha256, original_key as "originalKey", original_bytes as "originalBytes", stage, percent, attempt, ' +
    'fault_count as "faultCount"',
)

export async function findAssets(on: Queryable, ids: readonly string[]): Promise<Asset[]> {
  if (ids.length === 0) return []
  const rows = await on.all(
    sql<AssetRow>`select ${columns} from media.asset where id = any(${[...ids]}::uuid[])`,
  )
  const files = await renditionsOf(on, ids)
  return rows.map((row) => toAsset(row, files.get(row.id) ?? []))
}

export async function findAsset(on: Queryable, id: AssetId): Promise<Asset | undefined> {
  const [asset] = await findAssets(on, [id])
  return asset
}

async function renditionsOf(on: Queryable, ids: readonly string[]): Promise<Map<string, Rendition[]>> {
  const rows = await on.all(sql<RenditionRow>`
    select asset_id as "assetId", name, kind, file, width, height, bitrate, bytes, sha256, storage_key as "storageKey"
    from media.rendition where asset_id = any(${[...ids]}::uuid[]) order by asset_id, bitrate, file`)
  const byAsset = new Map<string, Rendition[]>()
  for (const { assetId: owner, bytes, ...row } of rows) {
    const list = byAsset.get(owner) ?? []
    list.push({ ...row, bytes: Number(bytes) })
    byAsset.set(owner, list)
  }
  return byAsset
}

const toAsset = (row: AssetRow, renditions: Rendition[]): Asset => ({
  id: assetId(row.id),
  uploadId: uploadId(row.uploadId),
  ownerId: row.ownerId,
  state: row.state,
  reason: row.reasonCode === null ? undefined : { code: row.reasonCode, params: row.reasonParams },
  isOpen: row.isOpen,
  durationMs: row.durationMs ?? undefined,
  width: row.width ?? undefined,
  height: row.height ?? undefined,
  blurhash: row.blurhash ?? undefined,
  sha256: row.sha256,
  originalKey: row.originalKey,
  originalBytes: Number(row.originalBytes),
  stage: row.stage,
  percent: row.percent ?? undefined,
  attempt: row.attempt,
  faultCount: row.faultCount,
  renditions,
})

export const insertAsset = (
  tx: Tx,
  upload: Upload,
  original: { key: string; bytes: number; sha256: string },
  at: Date,
) =>
  tx.run(sql`
    insert into media.asset (id, upload_id, owner_id, state, original_key, original_bytes, sha256, received_at, worked_at)
    values (${upload.assetId}, ${upload.id}, ${upload.ownerId}, 'received', ${original.key}, ${original.bytes},
            ${original.sha256}, ${at}, ${at})`)

/** Counts the attempt before any work. @returns undefined when there is nothing left to do in those states */
export async function beginAttempt(
  tx: Tx,
  id: AssetId,
  from: readonly Asset['state'][],
  at: Date,
): Promise<Asset | undefined> {
  const touched = await tx.run(sql`
    update media.asset
    set attempt = attempt + 1, worked_at = ${at}, state = case when state = 'received' then 'probing' else state end
    where id = ${id} and state = any(${[...from]}::text[])`)
  return touched === 0 ? undefined : findAsset(tx, id)
}

/** Holds the asset until the transaction ends. @returns the newest attempt's number */
export async function lockAttempt(tx: Tx, id: AssetId): Promise<number | undefined> {
  const row = await tx.maybe(
    sql<{ attempt: number }>`select attempt from media.asset where id = ${id} for update`,
  )
  return row?.attempt
}

export const noteProgress = (
  tx: Tx,
  id: AssetId,
  stage: 'reading' | 'copying' | 'encoding',
  percent: number | undefined,
  at: Date,
) =>
  tx.run(sql`
    update media.asset set stage = ${stage}, percent = ${percent ?? null}, worked_at = ${at}
    where id = ${id} and state in ('received', 'probing', 'playable')`)

export const noteShape = (
  tx: Tx,
  id: AssetId,
  shape: { durationMs: number; width: number; height: number },
) =>
  tx.run(sql`
    update media.asset set duration_ms = ${shape.durationMs}, width = ${shape.width}, height = ${shape.height}
    where id = ${id}`)

export const noteBlurhash = (tx: Tx, id: AssetId, blurhash: string) =>
  tx.run(sql`update media.asset set blurhash = ${blurhash} where id = ${id}`)

/** @returns false when another worker had made the same file before */
export async function insertRendition(tx: Tx, id: AssetId, rendition: Rendition, at: Date): Promise<boolean> {
  const { file, name, kind, width, height, bitrate, bytes, sha256, storageKey } = rendition
  const touched = await tx.run(sql`
    insert into media.rendition
      (asset_id, file, name, kind, width, height, bitrate, bytes, sha256, storage_key, made_at)
    values (${id}, ${file}, ${name}, ${kind}, ${width}, ${height}, ${bitrate}, ${bytes}, ${sha256}, ${storageKey}, ${at})
    on conflict (asset_id, file) do nothing`)
  return touched === 1
}

/** @returns 0 when it was playable already */
export const markPlayable = (tx: Tx, id: AssetId, at: Date) =>
  tx.run(sql`
    update media.asset set state = 'playable', playable_at = ${at}, stage = 'waiting', percent = null, fault_count = 0
    where id = ${id} and state in ('received', 'probing')`)

/** @param ladderFault why rungs are missing, if any are */
export const markReady = (tx: Tx, id: AssetId, at: Date, ladderFault: string | undefined) =>
  tx.run(sql`
    update media.asset
    set state = 'ready', ready_at = ${at}, stage = 'done', percent = 100, ladder_fault = ${ladderFault ?? null}
    where id = ${id} and state = 'playable'`)

export const markRefused = (tx: Tx, id: AssetId, code: string, params: RefusalParams, at: Date) =>
  tx.run(sql`
    update media.asset
    set state = 'refused', refused_at = ${at}, stage = 'refused', percent = null,
        reason_code = ${code}, reason_params = ${JSON.stringify(params)}::jsonb
    where id = ${id} and state in ('received', 'probing', 'playable')`)

export const countFault = (tx: Tx, id: AssetId, at: Date) =>
  tx.run(sql`
    update media.asset set fault_count = fault_count + 1, stage = 'waiting', percent = null, worked_at = ${at}
    where id = ${id}`)

export const setOpen = (tx: Tx, id: AssetId, open: boolean) =>
  tx.run(sql`update media.asset set is_open = ${open} where id = ${id} and is_open <> ${open}`)

/** Unfinished assets that nobody has worked on since `before`: their job was lost or given up. */
export const idleAssets = (on: Queryable, before: Date, limit: number) =>
  on.all(sql<{ id: string; state: Asset['state'] }>`
    select id, state from media.asset
    where state in ('received', 'probing', 'playable') and worked_at < ${before}
    order by worked_at limit ${limit}`)

export const touchAsset = (tx: Tx, id: AssetId, at: Date) =>
  tx.run(sql`update media.asset set worked_at = ${at} where id = ${id}`)
