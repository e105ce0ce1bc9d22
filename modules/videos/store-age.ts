/** Statements about who marked a clip 18+. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Place } from '../../platform/pages.ts'
import type { VideoId } from './video.ts'

export const updateOwnersMark = (tx: Tx, id: VideoId, isMarked: boolean, at: Date) =>
  tx.run(sql`update videos.video set age_by_owner = ${isMarked}, updated_at = ${at} where id = ${id}`)

/** @param reason null: the mark is taken off */
export const updateStagesMark = (tx: Tx, id: VideoId, reason: string | null, at: Date) =>
  tx.run(sql`update videos.video set age_reason = ${reason}, updated_at = ${at} where id = ${id}`)

export interface AgeRuling {
  readonly id: string
  readonly videoId: string
  readonly operatorId: string
  /** Whether the stage's mark stands from then on. */
  readonly isAgeRestricted: boolean
  readonly reason: string
  readonly ruledAt: Date
}

export const insertRuling = (tx: Tx, ruling: AgeRuling) =>
  tx.run(sql`
    insert into videos.age_ruling (id, video_id, operator_id, is_age_restricted, reason, ruled_at)
    values (${ruling.id}, ${ruling.videoId}, ${ruling.operatorId}, ${ruling.isAgeRestricted}, ${ruling.reason},
      ${ruling.ruledAt})`)

/** Newest first. @param videoId of that clip alone */
export const findRulings = (
  on: Queryable,
  videoId: string | undefined,
  after: Place | undefined,
  limit: number,
) =>
  on.all(sql<AgeRuling>`
    select id, video_id as "videoId", operator_id as "operatorId", is_age_restricted as "isAgeRestricted", reason,
      ruled_at as "ruledAt"
    from videos.age_ruling
    where (${videoId ?? null}::uuid is null or video_id = ${videoId ?? null}::uuid)
      and (${after?.at ?? null}::timestamptz is null
           or (ruled_at, id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by ruled_at desc, id desc limit ${limit}`)
