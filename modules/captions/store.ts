/** Every statement that touches captions.track. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Cue, Kind, Track, TrackFacts } from './caption.ts'

interface FactsRow {
  videoId: string
  lang: string
  ownerId: string
  kind: Kind
  sourceLang: string | null
  published: boolean
  cueCount: number
  saidCount: number
  revision: number
  createdAt: Date
  updatedAt: Date
  removedAt: Date | null
}
type StoredCue = [startMs: number, endMs: number, text: string]
type TrackRow = FactsRow & { cues: StoredCue[] }

const facts = sql.raw(
  'video_id as "videoId", lang, owner_id as "ownerId", kind, source_lang as "sourceLang", published, ' +
    'cue_count as "cueCount", said_count as "saidCount", revision, created_at as "createdAt", ' +
    'updated_at as "updatedAt", removed_at as "removedAt"',
)

const toFacts = (row: FactsRow): TrackFacts => ({
  ...row,
  sourceLang: row.sourceLang ?? undefined,
  removedAt: row.removedAt ?? undefined,
})
const toTrack = ({ cues, ...row }: TrackRow): Track => ({
  ...toFacts(row),
  cues: cues.map(([startMs, endMs, text]) => ({ startMs, endMs, text })),
})

/** Of one clip, removed ones too, by language. */
export async function tracksOf(on: Queryable, videoId: string): Promise<TrackFacts[]> {
  const rows = await on.all(sql<FactsRow>`
    select ${facts} from captions.track where video_id = ${videoId} order by lang`)
  return rows.map(toFacts)
}

/** What viewers get, of many clips at once. */
export const shownOf = (on: Queryable, videoIds: readonly string[]) =>
  on.all(sql<{ videoId: string; lang: string; revision: number }>`
    select video_id as "videoId", lang, revision from captions.track
    where video_id = any(${[...videoIds]}::uuid[]) and published and removed_at is null and said_count > 0
    order by video_id, lang`)

export async function findTrack(on: Queryable, videoId: string, lang: string): Promise<Track | undefined> {
  const row = await on.maybe(sql<TrackRow>`
    select ${facts}, cues from captions.track where video_id = ${videoId} and lang = ${lang}`)
  return row && toTrack(row)
}

/** Makes those who change captions of one clip take turns, also when the track is not there yet. */
export const lockClip = (tx: Tx, videoId: string) =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`captions/${videoId}`}, 0))`)

export interface NewTrack {
  readonly videoId: string
  readonly lang: string
  readonly ownerId: string
  readonly kind: Kind
  readonly sourceLang: string | undefined
  readonly published: boolean
  readonly cues: readonly Cue[]
}

/** Writes a track whole, over a removed one as well; its revision goes on from there. */
export async function putTrack(tx: Tx, track: NewTrack, at: Date): Promise<Track> {
  const cues = JSON.stringify(track.cues.map(({ startMs, endMs, text }) => [startMs, endMs, text]))
  const said = track.cues.filter(({ text }) => text !== '').length
  const row = await tx.one(sql<TrackRow>`
    insert into captions.track
      (video_id, lang, owner_id, kind, source_lang, published, cues, cue_count, said_count, revision, created_at, updated_at)
    values (${track.videoId}, ${track.lang}, ${track.ownerId}, ${track.kind}, ${track.sourceLang ?? null},
            ${track.published}, ${cues}::jsonb, ${track.cues.length}, ${said}, 1, ${at}, ${at})
    on conflict (video_id, lang) do update set
      owner_id = excluded.owner_id, kind = excluded.kind, source_lang = excluded.source_lang,
      published = excluded.published, cues = excluded.cues, cue_count = excluded.cue_count,
      said_count = excluded.said_count, revision = captions.track.revision + 1, updated_at = excluded.updated_at,
      created_at = case when captions.track.removed_at is null then captions.track.created_at else excluded.created_at end,
      removed_at = null
    returning ${facts}, cues`)
  return toTrack(row)
}

export const markRemoved = (tx: Tx, videoId: string, lang: string, at: Date) =>
  tx.run(sql`
    update captions.track set removed_at = ${at}, revision = revision + 1
    where video_id = ${videoId} and lang = ${lang} and removed_at is null`)

export const markRestored = (tx: Tx, videoId: string, lang: string, at: Date) =>
  tx.run(sql`
    update captions.track set removed_at = null, revision = revision + 1, updated_at = ${at}
    where video_id = ${videoId} and lang = ${lang} and removed_at is not null`)

/** Forgets the words of what was removed before then; the rows stay for their revisions. */
export const emptyRemoved = (tx: Tx, before: Date) =>
  tx.run(sql`
    update captions.track set cues = '[]'::jsonb, cue_count = 0, said_count = 0
    where removed_at < ${before} and cue_count > 0`)
