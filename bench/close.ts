/** Closing a day: 1 M watches (one in seven of an ad) by 100 k viewers over 10 k videos are judged, the ads billed and
 *  settled, and the money shared out exactly: rows, trees and ledger transfers, on a PostgreSQL with fsync of the
 *  bench's own. A running stage judges and bills all day long; here all of it waits for the close.
 *
 *  The watches are put straight into playback's table, where ingest would have left them, before the clock starts. The
 *  baseline is a bare COPY of the same number of allocation rows into the same table of the same database: the least
 *  that keeping them can take. */
import { readdirSync, readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { aCampaign, aMerchant, type AdsStage, testAds } from '../modules/ads/testing.ts'
import type { Ledger } from '../modules/ledger/index.ts'
import { makeDay } from '../modules/playback/store.ts'
import { aVideo, testPlayback } from '../modules/playback/testing.ts'
import { accrualAccount, platformAccount, unattributedAccount } from '../modules/revenue/index.ts'
import { testRevenue } from '../modules/revenue/testing.ts'
import { fakeClock, nextDay, toDay } from '../platform/clock.ts'
import { type Db, sql } from '../platform/db/index.ts'
import { assert } from '../platform/errors.ts'
import { createEvents } from '../platform/events/index.ts'
import { seededIds } from '../platform/ids.ts'
import { createJobs } from '../platform/jobs/index.ts'
import { silentLog } from '../platform/log.ts'
import type { BenchResult } from './figure.ts'
import { withOwnDatabase } from './money/own-database.ts'

export const name = 'close'
export const goal = '≤ 60 s on 2 cores, and exact'

const watches = 1_000_000
const viewers = 100_000
const videos = 10_000
const creators = 2_000
const day = toDay('2026-11-22')

export const run = (): Promise<BenchResult> =>
  withOwnDatabase(name, modules, (db, serverPid) => measure(db, () => cpuSeconds(serverPid)))

const modules = ['identity', 'ledger', 'tax', 'payments', 'videos', 'playback', 'ads', 'earnings', 'revenue']

async function measure(db: Db, cpu: () => number): Promise<BenchResult> {
  const clock = fakeClock('2026-11-23T03:00:00Z')
  const ids = seededIds('close', clock)
  const jobs = createJobs({ db, log: silentLog })
  const events = createEvents(jobs)
  const playback = testPlayback({ db, clock, ids, events })
  const stage = testAds({ db, clock, ids, events, playback })
  const { ads, ledger } = stage
  await seed(db, await openCampaigns(stage))
  const { revenue } = testRevenue({ db, clock, ids, events, stories: {}, overrides: { playback, ads } })

  const cpuBefore = cpu()
  const began = performance.now()
  await playback.closeDay(day)
  const judged = performance.now()
  const pool = await ads.settleDay(day)
  const settled = performance.now()
  await revenue.shareOut(day, pool)
  const ended = performance.now()
  const cpuUsed = cpu() - cpuBefore
  await jobs.stop(0)

  const exact = await isExact(db, ledger, pool)
  const rows = await countRows(db)
  const bareMs = await bareCopy(db)
  const seconds = (ended - began) / 1_000
  return {
    name,
    value: Number(seconds.toFixed(2)),
    unit: 's',
    baseline: {
      what: `bare COPY of the ${rows} allocation rows, s`,
      value: Number((bareMs / 1_000).toFixed(2)),
    },
    ratio: Number(((ended - began) / bareMs).toFixed(2)),
    goal,
    details: {
      exact,
      cpuSeconds: Number(cpuUsed.toFixed(1)),
      judgeSeconds: Number(((judged - began) / 1_000).toFixed(2)),
      billSeconds: Number(((settled - judged) / 1_000).toFixed(2)),
      shareOutSeconds: Number(((ended - settled) / 1_000).toFixed(2)),
      watches,
      viewers,
      videos,
      creators,
      allocationRows: rows,
      poolMicro: String(pool),
      peakMemoryMB: Math.round(process.resourceUsage().maxRSS / 1_024),
    },
  }
}

interface AdSeed {
  readonly campaignId: string
  readonly videoId: string
  readonly priceMicro: bigint
}

const prices = [19_999n, 23_333n, 31_415n, 42_001n, 57_721n]

async function openCampaigns(stage: AdsStage): Promise<AdSeed[]> {
  const merchant = await aMerchant(stage.ads, 'bench', 50_000_000n)
  const opened: AdSeed[] = []
  for (const cpmIdr of prices) {
    const video = aVideo(`ad ${cpmIdr}`, 'bench')
    const terms = { cpmIdr, dailyBudgetIdr: 50_000_000n, totalBudgetIdr: 50_000_000n }
    const { id } = await aCampaign(stage, merchant, video, terms)
    opened.push({ campaignId: id, videoId: video.id, priceMicro: cpmIdr * 1_000n })
  }
  return opened
}

/** Ten watches a viewer, popular videos more often, of one second to over a minute. Chance decides which of them are
 *  of an ad, so some viewers saw none, and one viewer in fifty watched nothing but ads. */
async function seed(db: Db, ads: readonly AdSeed[]): Promise<void> {
  await makeDay(db, day)
  const uuid = (kind: string, n: string) => sql.raw(`md5('${kind} ' || ${n})::uuid`)
  const list = (values: readonly string[]) => `{${values.join(',')}}`
  await db.run(sql`
    insert into playback.watch (day, event_id, ticket_id, viewer_key, device_key, video_id, creator_id, campaign_id,
      price_micro, duration_ms, elapsed_ms, played_ms, ranges, position, source, flags, received_at)
    select ${day}, ${uuid('event', 'n')}, ${uuid('ticket', 'n')}, ${uuid('viewer', 'viewer')}, ${uuid('device', 'viewer')},
      case when ad is not null then (${list(ads.map((one) => one.videoId))}::uuid[])[ad] else ${uuid('video', 'video')} end,
      ${uuid('creator', `(video % ${creators})`)},
      (${list(ads.map((one) => one.campaignId))}::uuid[])[ad],
      (${list(ads.map((one) => String(one.priceMicro)))}::bigint[])[ad],
      90000, 120000, ms, array[0, ms], 1, 1, 1, '2026-11-22T05:00:00Z'
    from (
      select n, viewer, floor(${sql.lit(videos)} * power(random(), 3))::int as video,
        1000 + floor(random() * 70000)::int as ms,
        case when viewer % 50 = 7 or random() < 1 / 7.0 then 1 + n % ${sql.lit(ads.length)} end as ad
      from (select n, n % ${sql.lit(viewers)} as viewer from generate_series(1, ${sql.lit(watches)}) n) each
    ) facts`)
  await db.run(sql`analyze playback.watch`)
}

/** Every unit of the pool is somewhere: in the rows, in the ledger, and the two agree creator by creator. */
async function isExact(db: Db, ledger: Ledger, pool: bigint): Promise<boolean> {
  const totals = await db.one(sql<{ rows: bigint; creators: bigint; platform: bigint; held: bigint }>`
    select (select sum(micro)::bigint from revenue.allocation) as rows, creators_micro as creators,
      platform_micro as platform, unattributed_micro as held from revenue.day`)
  assert(totals.rows === totals.creators, 'the rows add up to the creators’ part')
  assert(totals.creators + totals.platform + totals.held === pool, 'the parts add up to the pool')
  const shares = await db.all(sql<{ creatorId: string; micro: bigint }>`
    select creator_id as "creatorId", sum(micro)::bigint as micro from revenue.allocation group by creator_id`)
  const expected = new Map(shares.map((one) => [accrualAccount(one.creatorId), one.micro]))
  expected.set(platformAccount, totals.platform).set(unattributedAccount, totals.held)
  for (const { id, creditsPosted } of await ledger.balances([...expected.keys()])) {
    assert(creditsPosted === expected.get(id), `account ${id} got what its rows say`)
    expected.delete(id)
  }
  const missing = [...expected.values()].filter((micro) => micro > 0n)
  assert(missing.length === 0, 'every share has its account')
  assert((await ledger.trialBalance()).balanced, 'debits equal credits')
  return true
}

const countRows = async (db: Db): Promise<number> =>
  Number((await db.one(sql<{ rows: bigint }>`select count(*) as rows from revenue.allocation`)).rows)

async function bareCopy(db: Db): Promise<number> {
  const other = nextDay(day)
  const columns = 'day, creator_id, viewer, video_id, watch_ms, viewer_watch_ms, viewer_ad_micro, micro'
  const rows = await db.all(sql<{ line: string }>`
    select concat_ws(e'\t', ${other}::text, creator_id, viewer, video_id, watch_ms, viewer_watch_ms, viewer_ad_micro, micro)
      as line from revenue.allocation order by viewer, video_id`)
  const began = performance.now()
  await db.copy(
    `revenue.allocation (${columns})`,
    rows.map((row) => row.line),
  )
  return performance.now() - began
}

/** Of this process and of PostgreSQL's, as far as /proc tells: what a neighbour's load cannot stretch. */
function cpuSeconds(postgresPid: number): number {
  const own = process.cpuUsage()
  let seconds = (own.user + own.system) / 1e6
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    try {
      const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const fields = text
        .slice(text.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number)
      const of = (at: number) => (fields[at] ?? 0) / 100 // clock ticks
      if (Number(pid) === postgresPid)
        seconds += of(11) + of(12) + of(13) + of(14) // with children that ended
      else if (fields[1] === postgresPid) seconds += of(11) + of(12)
    } catch {
      // It ended between the listing and the reading: its parent has its time.
    }
  }
  return seconds
}
