import { type Queryable, sql } from '../../platform/db/index.ts'

/** Every original that must be there, page by page in the order of id. */
export const originalsAfter = (on: Queryable, after: string, limit: number) =>
  on.all(sql<{ id: string; key: string; bytes: bigint }>`
    select id, original_key as key, original_bytes as bytes from media.asset
    where id > ${after} order by id limit ${limit}`)
