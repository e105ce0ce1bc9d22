/** Statements on what was found out about a clip: its headers, its damage, covers, fingerprints, resemblances. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Asset, AssetId } from './asset.ts'
import { type Fingerprint, unpackHashes } from './process/looks/fingerprint.ts'

/** What ffprobe said of the original, if it was asked before. */
export async function knownProbe(on: Queryable, id: AssetId): Promise<string | undefined> {
  const row = await on.maybe(sql<{ probe: string | null }>`select probe from media.asset where id = ${id}`)
  return row?.probe ?? undefined
}

export const keepProbe = (tx: Tx, id: AssetId, json: string) =>
  tx.run(sql`update media.asset set probe = ${json} where id = ${id}`)

/** It stays at its address, and is not offered any more. */
export const markDamaged = (tx: Tx, id: AssetId, file: string) =>
  tx.run(sql`
    update media.rendition set detail = detail || '{"damaged": 1}' where asset_id = ${id} and file = ${file}`)

/** @returns 0 when there is no such asset */
export const chooseCover = (tx: Tx, id: AssetId, atMs: number) =>
  tx.run(sql`update media.asset set cover_ms = ${atMs} where id = ${id} and kind = 'clip'`)

export const showPoster = (tx: Tx, id: AssetId, file: string) =>
  tx.run(sql`update media.asset set poster_file = ${file} where id = ${id}`)

/** Earlier uploads of the same bytes, by whomever. */
export const sameFiles = (on: Queryable, asset: Pick<Asset, 'id' | 'sha256'>, limit: number) =>
  on.all(sql<{ id: string; ownerId: string }>`
    select id, owner_id as "ownerId" from media.asset
    where sha256 = ${asset.sha256} and id <> ${asset.id} and kind = 'clip' and state <> 'refused'
    order by received_at limit ${limit}`)

/** Does nothing when it was kept before. */
export async function insertFingerprint(
  tx: Tx,
  asset: Pick<Asset, 'id' | 'ownerId'>,
  whole: Buffer,
  inner: Buffer,
  keys: readonly number[],
  at: Date,
): Promise<void> {
  await tx.run(sql`
    with kept as (
      insert into media.fingerprint (asset_id, owner_id, whole, inner_part, made_at)
      values (${asset.id}, ${asset.ownerId}, ${whole}, ${inner}, ${at})
      on conflict (asset_id) do nothing returning no)
    insert into media.fingerprint_key (key, fingerprint_no)
    select key, kept.no from kept, unnest(${[...keys]}::int[]) as key
    on conflict do nothing`)
}

/** How many clips are looked at for one key: a picture that more clips than that have in common says little. */
const keyFansMax = 200

/** Fingerprints that have most keys in common with `keys`, two at least. */
export async function fingerprintsSharing(
  on: Queryable,
  assetId: string,
  keys: readonly number[],
  limit: number,
): Promise<(Fingerprint & { assetId: string; ownerId: string })[]> {
  if (keys.length === 0) return []
  const rows = await on.all(sql<{ assetId: string; ownerId: string; whole: Buffer; inner: Buffer }>`
    with near as (
      select found.fingerprint_no as no, count(*) as shared
      from unnest(${[...keys]}::int[]) as looked_up (key)
      cross join lateral (
        select fingerprint_no from media.fingerprint_key
        where key = looked_up.key order by fingerprint_no desc limit ${keyFansMax}) as found
      group by found.fingerprint_no)
    select asset_id as "assetId", owner_id as "ownerId", whole, inner_part as "inner"
    from near join media.fingerprint using (no)
    where asset_id <> ${assetId} and shared >= 2
    order by shared desc, no limit ${limit}`)
  return rows.map(({ whole, inner, ...row }) => ({
    ...row,
    whole: unpackHashes(whole),
    inner: unpackHashes(inner),
  }))
}

export interface Resemblance {
  readonly id: bigint
  /** The later one. */
  readonly assetId: string
  readonly ownerId: string
  readonly otherId: string
  readonly otherOwnerId: string
  readonly kind: 'same_file' | 'same_picture'
  /** How much of the shorter one is in the other, 0 to 1. */
  readonly share: number
  /** Where the other's beginning lies in this one. */
  readonly offsetMs: number
  readonly foundAt: Date
}

/** @returns false when the pair is known, whichever came first */
export async function insertResemblance(
  tx: Tx,
  one: Omit<Resemblance, 'id' | 'foundAt'>,
  at: Date,
): Promise<boolean> {
  const touched = await tx.run(sql`
    insert into media.resemblance (asset_id, other_id, kind, share, offset_ms, is_same_owner, found_at)
    select ${one.assetId}, ${one.otherId}, ${one.kind}, ${one.share}, ${one.offsetMs},
           ${one.ownerId === one.otherOwnerId}, ${at}
    where not exists (
      select from media.resemblance where asset_id = ${one.otherId} and other_id = ${one.assetId})
    on conflict (asset_id, other_id) do nothing`)
  return touched === 1
}

/** Newest first. @param before an id of an earlier answer, to go on from */
export const listResemblances = (
  on: Queryable,
  options: { acrossOwners: boolean; before: bigint | undefined; limit: number },
): Promise<Resemblance[]> =>
  on.all(sql<Resemblance>`
    select found.id, found.asset_id as "assetId", mine.owner_id as "ownerId", found.other_id as "otherId",
           other.owner_id as "otherOwnerId", found.kind, found.share, found.offset_ms as "offsetMs",
           found.found_at as "foundAt"
    from media.resemblance as found
    join media.asset as mine on mine.id = found.asset_id
    join media.asset as other on other.id = found.other_id
    where (${options.before ?? null}::int8 is null or found.id < ${options.before ?? null}::int8)
      and (not ${options.acrossOwners} or not found.is_same_owner)
    order by found.id desc limit ${options.limit}`)

/** Those of the given assets that have their ladder and could have better rungs. */
export const withoutAv1 = (on: Queryable, ids: readonly string[]) =>
  on.all(sql<{ id: string; ownerId: string }>`
    select id, owner_id as "ownerId" from media.asset
    where id = any(${[...ids]}::uuid[]) and kind = 'clip' and state = 'ready'
      and not exists (select from media.rendition
                      where asset_id = asset.id and name like '%-av1')`)
