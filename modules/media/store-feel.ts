/** What was kept of many clips' pictures and sound, in one statement. */
import { type Queryable, sql } from '../../platform/db/index.ts'
import { cutsOf, type Feel, readTone } from './feel.ts'
import { unpackHashes } from './process/looks/fingerprint.ts'

interface FeelRow {
  readonly id: string
  readonly blurhash: string | null
  readonly lufs: number | null
  readonly isHeard: boolean
  readonly whole: Buffer | null
}

/** By asset; those that are not there are left out. */
export async function findFeels(on: Queryable, ids: readonly string[]): Promise<Map<string, Feel>> {
  if (ids.length === 0) return new Map()
  const rows = await on.all(sql<FeelRow>`
    select asset.id, blurhash, loudness_lufs as lufs, listened_at is not null as "isHeard", whole
    from media.asset left join media.fingerprint on fingerprint.asset_id = asset.id
    where asset.id = any(${[...ids]}::uuid[])`)
  return new Map(
    rows.map(({ id, blurhash, lufs, isHeard, whole }): [string, Feel] => [
      id,
      {
        tone: blurhash === null ? undefined : readTone(blurhash),
        lufs: isHeard ? lufs : undefined,
        cutsASecond: whole ? cutsOf(unpackHashes(whole)) : undefined,
      },
    ]),
  )
}
