/** What a viewer watched, as they see it and as the feed may learn from it. Playback's records stay as they are: creators
 *  were paid by them. */
import { addDays, type Clock, dayOf } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import type { Playback, Watched } from '../playback/index.ts'
import { findViewer } from './store.ts'
import { findGaps, findLeftOut, type Gap, type Scope } from './store-history.ts'

export interface WatchedDeps {
  readonly db: Db
  readonly clock: Clock
  readonly timeZone: string
  readonly playback: Pick<Playback, 'watched'>
  readonly config: { readonly HISTORY_DAYS: number }
}

const chunk = 200
/** A viewer who deleted nearly everything clip by clip: then a page ends early. */
const chunksMax = 20

/** The latest first, each clip once; at most `limit`.
 *  @param scope `history`: what is deleted is left out; `learning`: also what the viewer reset, paused or took out
 *  @param before a ticket's id: go on below it */
export async function watchedBy(
  deps: WatchedDeps,
  viewerKey: string,
  asked: { readonly scope: Scope; readonly before?: string | undefined; readonly limit: number },
): Promise<Watched[]> {
  const counts = await whatCounts(deps.db, viewerKey, asked.scope)
  const since = addDays(dayOf(deps.clock.now(), deps.timeZone), 1 - deps.config.HISTORY_DAYS)
  const found: Watched[] = []
  let { before } = asked
  for (let round = 0; round < chunksMax; round++) {
    const rows = await deps.playback.watched(viewerKey, { since, before, limit: chunk })
    for (const row of rows) {
      if (row.at < counts.from) return found
      if (!counts.has(row)) continue
      found.push(row)
      if (found.length === asked.limit) return found
    }
    if (rows.length < chunk) return found
    before = rows.at(-1)?.ticketId
  }
  return found
}

interface Counting {
  /** Nothing before counts. */
  readonly from: Date
  has(watched: Watched): boolean
}

async function whatCounts(db: Db, viewerKey: string, scope: Scope): Promise<Counting> {
  const [viewer, allGaps, allLeftOut] = await Promise.all([
    findViewer(db, viewerKey),
    findGaps(db, viewerKey),
    findLeftOut(db, viewerKey),
  ])
  const learns = scope === 'learning'
  const gaps = allGaps.filter(({ kind }) => learns || kind === 'deleted')
  const until = new Map<string, number>()
  for (const one of allLeftOut)
    if (learns || one.scope === 'history')
      until.set(one.videoId, Math.max(until.get(one.videoId) ?? 0, one.untilAt.getTime()))
  const starts = [viewer?.historyFrom, learns ? viewer?.epoch : undefined]
  const from = Math.max(0, ...starts.map((at) => at?.getTime() ?? 0))
  return {
    from: new Date(from),
    has: ({ videoId, at }) =>
      at.getTime() >= (until.get(videoId) ?? 0) && !gaps.some((gap) => liesIn(gap, at)),
  }
}

const liesIn = ({ fromAt, toAt }: Gap, at: Date): boolean => at >= fromAt && (toAt === null || at < toAt)
