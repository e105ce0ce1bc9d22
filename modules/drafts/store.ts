/** Statements on drafts.draft. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Place } from '../../platform/pages.ts'
import type { Cover, Draft, OpenDraft } from './draft.ts'
import type { Project } from './project.ts'

interface DraftRow {
  id: string
  ownerId: string
  title: string
  revision: number
  digest: string
  durationMs: number
  width: number
  height: number
  projectBytes: number
  partsBytes: bigint
  partUploads: string[]
  coverKind: Cover['kind'] | null
  coverId: string | null
  coverMs: number | null
  deviceKey: string
  device: string | null
  createdAt: Date
  changedAt: Date
  removedAt: Date | null
}

const columns = sql.raw(
  'id, owner_id as "ownerId", title, revision, digest, duration_ms as "durationMs", width, height, ' +
    'project_bytes as "projectBytes", parts_bytes as "partsBytes", part_uploads as "partUploads", ' +
    'cover_kind as "coverKind", cover_id as "coverId", cover_ms as "coverMs", device_key as "deviceKey", device, ' +
    'created_at as "createdAt", changed_at as "changedAt", removed_at as "removedAt"',
)

const toDraft = ({ coverKind, coverId, coverMs, ...row }: DraftRow): Draft => ({
  ...row,
  partsBytes: Number(row.partsBytes),
  cover:
    coverKind === null || coverId === null || coverMs === null
      ? undefined
      : { kind: coverKind, id: coverId, atMs: coverMs },
  device: row.device ?? undefined,
  removedAt: row.removedAt ?? undefined,
})

export async function findDraft(on: Queryable, id: string): Promise<OpenDraft | undefined> {
  const row = await on.maybe(sql<DraftRow & { project: Project }>`
    select ${columns}, project from drafts.draft where id = ${id}`)
  if (!row) return undefined
  const { project, ...rest } = row
  return { ...toDraft(rest), project }
}

/** Waits for whoever is changing the same one. */
export async function lockDraft(tx: Tx, id: string): Promise<Draft | undefined> {
  const row = await tx.maybe(sql<DraftRow>`select ${columns} from drafts.draft where id = ${id} for update`)
  return row && toDraft(row)
}

/** Serialises what makes an account's drafts more. */
export const lockOwner = (tx: Tx, ownerId: string) =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended('drafts.draft/' || ${ownerId}::text, 0))`)

export async function countDrafts(on: Queryable, ownerId: string): Promise<number> {
  const row = await on.one(sql<{ count: number }>`
    select count(*)::integer as count from drafts.draft where owner_id = ${ownerId} and removed_at is null`)
  return row.count
}

/** @returns false when there is one with that id */
export async function insertDraft(tx: Tx, draft: OpenDraft): Promise<boolean> {
  const touched = await tx.run(sql`
    insert into drafts.draft
      (id, owner_id, title, revision, project, digest, project_bytes, parts_bytes, part_uploads, duration_ms, width,
       height, cover_kind, cover_id, cover_ms, device_key, device, created_at, changed_at)
    values (${draft.id}, ${draft.ownerId}, ${draft.title}, ${draft.revision}, ${JSON.stringify(draft.project)}::jsonb,
            ${draft.digest}, ${draft.projectBytes}, ${draft.partsBytes}, ${[...draft.partUploads]}::uuid[],
            ${draft.durationMs}, ${draft.width}, ${draft.height}, ${draft.cover?.kind ?? null},
            ${draft.cover?.id ?? null}, ${draft.cover?.atMs ?? null}, ${draft.deviceKey}, ${draft.device ?? null},
            ${draft.createdAt}, ${draft.changedAt})
    on conflict (id) do nothing`)
  return touched === 1
}

export const updateDraft = (tx: Tx, draft: OpenDraft) =>
  tx.run(sql`
    update drafts.draft
    set title = ${draft.title}, revision = ${draft.revision}, project = ${JSON.stringify(draft.project)}::jsonb,
        digest = ${draft.digest}, project_bytes = ${draft.projectBytes}, parts_bytes = ${draft.partsBytes},
        part_uploads = ${[...draft.partUploads]}::uuid[], duration_ms = ${draft.durationMs}, width = ${draft.width},
        height = ${draft.height}, cover_kind = ${draft.cover?.kind ?? null}, cover_id = ${draft.cover?.id ?? null},
        cover_ms = ${draft.cover?.atMs ?? null}, device_key = ${draft.deviceKey}, device = ${draft.device ?? null},
        changed_at = ${draft.changedAt}
    where id = ${draft.id}`)

export const setRemoved = (tx: Tx, id: string, at: Date | null) =>
  tx.run(sql`update drafts.draft set removed_at = ${at} where id = ${id}`)

/** Last changed first. */
export async function draftsOf(
  on: Queryable,
  ownerId: string,
  removed: boolean,
  after: Place | undefined,
  limit: number,
): Promise<Draft[]> {
  const rows = await on.all(sql<DraftRow>`
    select ${columns} from drafts.draft
    where owner_id = ${ownerId} and (removed_at is not null) = ${removed}
      and (${after?.at ?? null}::timestamptz is null
           or (changed_at, id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by changed_at desc, id desc limit ${limit}`)
  return rows.map(toDraft)
}

/** Those of the uploads that a draft is made of, also one that can still be brought back. Drafts belong to who owns
 *  their parts. */
export async function neededUploads(
  on: Queryable,
  uploadIds: readonly string[],
  ownerIds: readonly string[],
): Promise<string[]> {
  const rows = await on.all(sql<{ id: string }>`
    select distinct id from (
      select unnest(part_uploads) as id from drafts.draft
      where owner_id = any(${[...ownerIds]}::uuid[]) and removed_at is null
      union all
      select unnest(part_uploads) from drafts.draft
      where owner_id = any(${[...ownerIds]}::uuid[]) and removed_at is not null) as part
    where id = any(${[...uploadIds]}::uuid[])`)
  return rows.map((row) => row.id)
}

/** Together with what was made from them; media lets their uploads go when nothing else needs them. */
export const deleteRemovedBefore = (tx: Tx, before: Date) =>
  tx.run(sql`delete from drafts.draft where removed_at < ${before}`)
