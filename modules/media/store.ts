/** Statements on media.asset and media.rendition. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { RefusalParams } from '../../platform/errors.ts'
import {
  type Asset,
  type AssetId,
  type AssetKind,
  assetId,
  type Loudness,
  type NoticeCode,
  type Rendition,
  type Upload,
  uploadId,
  type Way,
} from './asset.ts'
import { progressChannel } from './store-uploads.ts'

interface AssetRow {
  id: string
  uploadId: string
  ownerId: string
  kind: AssetKind
  mediaType: string | null
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
  stageBeganAt: Date | null
  way: Way
  notices: NoticeCode[]
  loudnessLufs: number | null
  peakDb: number | null
  listenedAt: Date | null
  receivedAt: Date
  coverMs: number | null
  posterFile: string
  filesId: string | null
}

interface RenditionRow {
  assetId: string
  name: Rendition['name']
  kind: Rendition['kind']
  file: string
  width: number
  height: number
  bitrate: number
  bytes: bigint
  sha256: string
  storageKey: string
  detail: Record<string, number>
}

const columns = sql.raw(
  'id, upload_id as "uploadId", owner_id as "ownerId", kind, media_type as "mediaType", state, reason_code as "reasonCode", ' +
    'reason_params as "reasonParams", is_open as "isOpen", duration_ms as "durationMs", width, height, blurhash, ' +
    'sha256, original_key as "originalKey", original_bytes as "originalBytes", stage, percent, attempt, ' +
    'fault_count as "faultCount", stage_began_at as "stageBeganAt", way, notices, loudness_lufs as "loudnessLufs", ' +
    'peak_db as "peakDb", received_at as "receivedAt", listened_at as "listenedAt", cover_ms as "coverMs", poster_file as "posterFile", files_id as "filesId"',
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
    select asset_id as "assetId", name, kind, file, width, height, bitrate, bytes, sha256, storage_key as "storageKey",
           detail
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
  kind: row.kind,
  mediaType: row.mediaType ?? undefined,
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
  stageBeganAt: row.stageBeganAt ?? undefined,
  way: row.way,
  notices: row.notices,
  loudness:
    row.loudnessLufs === null || row.peakDb === null
      ? undefined
      : { lufs: row.loudnessLufs, peakDb: row.peakDb },
  listenedAt: row.listenedAt ?? undefined,
  receivedAt: row.receivedAt,
  coverMs: row.coverMs ?? undefined,
  posterFile: row.posterFile,
  filesId: row.filesId ?? row.id,
  renditions,
})

/** @param part what a part is by its content, and null when it is nothing that can be used: a part needs no work, so
 *    it is ready or refused from the first moment */
export const insertAsset = (
  tx: Tx,
  upload: Upload,
  original: { key: string; bytes: number; sha256: string },
  at: Date,
  part?: { mediaType: string | null },
) => {
  const state = !part ? 'received' : part.mediaType === null ? 'refused' : 'ready'
  const [readyAt, refusedAt] = [state === 'ready' ? at : null, state === 'refused' ? at : null]
  const stage = { received: 'waiting', ready: 'done', refused: 'refused' }[state]
  return tx.run(sql`
    insert into media.asset (id, upload_id, owner_id, kind, media_type, state, stage, percent, reason_code,
                             original_key, original_bytes, sha256, received_at, worked_at, ready_at, refused_at)
    values (${upload.assetId}, ${upload.id}, ${upload.ownerId}, ${upload.purpose}, ${part?.mediaType ?? null},
            ${state}, ${stage}, ${state === 'ready' ? 100 : null}, ${state === 'refused' ? 'media_unreadable' : null},
            ${original.key}, ${original.bytes}, ${original.sha256}, ${at}, ${at}, ${readyAt}, ${refusedAt})`)
}

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

/** Tells whoever follows the asset that something about it changed; heard when the transaction ends. */
const tell = (tx: Tx, id: AssetId) => tx.run(sql`select pg_notify(${progressChannel}, ${id})`)

export async function noteProgress(
  tx: Tx,
  id: AssetId,
  stage: 'reading' | 'copying' | 'encoding',
  percent: number | undefined,
  at: Date,
): Promise<void> {
  await tx.run(sql`
    update media.asset
    set stage = ${stage}, percent = ${percent ?? null}, worked_at = ${at},
        stage_began_at = case when stage = ${stage} and coalesce(percent, 0) <= ${percent ?? 0}::int then stage_began_at else ${at} end
    where id = ${id} and state in ('received', 'probing', 'playable')`)
  await tell(tx, id)
}

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
      (asset_id, file, name, kind, width, height, bitrate, bytes, sha256, storage_key, detail, made_at)
    values (${id}, ${file}, ${name}, ${kind}, ${width}, ${height}, ${bitrate}, ${bytes}, ${sha256}, ${storageKey},
            ${JSON.stringify(rendition.detail)}::jsonb, ${at})
    on conflict (asset_id, file) do nothing`)
  return touched === 1
}

/** @returns 0 when it was playable already */
export async function markPlayable(tx: Tx, id: AssetId, at: Date): Promise<number> {
  const touched = await tx.run(sql`
    update media.asset
    set state = 'playable', playable_at = ${at}, stage = 'waiting', stage_began_at = ${at}, percent = null, fault_count = 0
    where id = ${id} and state in ('received', 'probing')`)
  await tell(tx, id)
  return touched
}

/** @param ladderFault why rungs are missing, if any are */
export async function markReady(
  tx: Tx,
  id: AssetId,
  at: Date,
  ladderFault: string | undefined,
): Promise<number> {
  const touched = await tx.run(sql`
    update media.asset
    set state = 'ready', ready_at = ${at}, stage = 'done', percent = 100, ladder_fault = ${ladderFault ?? null}
    where id = ${id} and state = 'playable'`)
  await tell(tx, id)
  return touched
}

export async function markRefused(
  tx: Tx,
  id: AssetId,
  code: string,
  params: RefusalParams,
  at: Date,
): Promise<number> {
  const touched = await tx.run(sql`
    update media.asset
    set state = 'refused', refused_at = ${at}, stage = 'refused', percent = null,
        reason_code = ${code}, reason_params = ${JSON.stringify(params)}::jsonb
    where id = ${id} and state in ('received', 'probing', 'playable')`)
  await tell(tx, id)
  return touched
}

/** @param way the plan to try next; the faults of a plan are counted from nothing */
export async function countFault(tx: Tx, id: AssetId, way: Way, at: Date): Promise<void> {
  await tx.run(sql`
    update media.asset
    set fault_count = case when way = ${way} then fault_count + 1 else 0 end, way = ${way},
        stage = 'waiting', stage_began_at = ${at}, percent = null, worked_at = ${at}
    where id = ${id}`)
  await tell(tx, id)
}

/** @param loudness undefined where there was nothing to hear */
export const noteLoudness = (tx: Tx, id: AssetId, loudness: Loudness | undefined, at: Date) =>
  tx.run(sql`
    update media.asset
    set loudness_lufs = ${loudness?.lufs ?? null}, peak_db = ${loudness?.peakDb ?? null}, listened_at = ${at}
    where id = ${id}`)

/** Twice is the same as once. */
export const addNotice = (tx: Tx, id: AssetId, notice: NoticeCode) =>
  tx.run(sql`
    update media.asset set notices = array_append(notices, ${notice}::text)
    where id = ${id} and not notices @> array[${notice}::text]`)

export const setOpen = (tx: Tx, id: AssetId, open: boolean) =>
  tx.run(sql`update media.asset set is_open = ${open} where id = ${id} and is_open <> ${open}`)

/** Unfinished assets that nobody has worked on since `before`: their job was lost or given up. */
export const idleAssets = (on: Queryable, before: Date, limit: number) =>
  on.all(sql<{ id: string; ownerId: string; kind: AssetKind; state: Asset['state'] }>`
    select id, owner_id as "ownerId", kind, state from media.asset
    where state in ('received', 'probing', 'playable') and worked_at < ${before}
    order by worked_at limit ${limit}`)

export const touchAsset = (tx: Tx, id: AssetId, at: Date) =>
  tx.run(sql`update media.asset set worked_at = ${at} where id = ${id}`)
