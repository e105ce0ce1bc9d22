/** Statements on media.download: copies to take away that were asked for. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { AssetId } from './asset.ts'

export interface DownloadRow {
  readonly state: 'making' | 'ready' | 'failed'
  /** Of the making, measured. */
  readonly percent: number | null
  readonly handle: string
  readonly stageName: string
}

export const findDownload = (on: Queryable, id: AssetId): Promise<DownloadRow | undefined> =>
  on.maybe(sql<DownloadRow>`
    select state, percent, handle, stage_name as "stageName"
    from media.download where asset_id = ${id}`)

/** One that failed before `again` may be tried once more.
 *  @returns whether it has to be made */
export async function askDownload(
  tx: Tx,
  id: AssetId,
  words: { handle: string; stageName: string },
  at: Date,
  again: Date,
): Promise<boolean> {
  const touched = await tx.run(sql`
    insert into media.download (asset_id, state, handle, stage_name, asked_at)
    values (${id}, 'making', ${words.handle}, ${words.stageName}, ${at})
    on conflict (asset_id) do update
    set state = 'making', percent = null, handle = excluded.handle, stage_name = excluded.stage_name,
        asked_at = excluded.asked_at
    where media.download.state <> 'ready' and media.download.asked_at < ${again}`)
  return touched === 1
}

export const noteDownload = (tx: Tx, id: AssetId, percent: number | undefined) =>
  tx.run(
    sql`update media.download set percent = ${percent ?? null} where asset_id = ${id} and state = 'making'`,
  )

export const endDownload = (tx: Tx, id: AssetId, state: 'ready' | 'failed') =>
  tx.run(sql`update media.download set state = ${state}, percent = null where asset_id = ${id}`)
