/** Holds what the stage acknowledged against what is there, and every sum against the rows that it came from. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { uuidFrom } from '../../platform/ids.ts'
import type { Stage } from '../compose.ts'
import type { Promises } from './life-on-stage.ts'

const verifier = fileURLToPath(new URL('../../verifier/verify.ts', import.meta.url))
const micro = 1_000_000n
const sum = (values: Iterable<bigint>): bigint => [...values].reduce((total, one) => total + one, 0n)

/** Each acknowledged upload is there, byte for byte, and its video is on stage. */
export async function uploadsAreKept(stage: Stage, dataFolder: string, { uploads }: Promises): Promise<void> {
  const videos = new Map(
    (await stage.videos.findMany(uploads.map((one) => one.videoId))).map((one) => [one.id as string, one]),
  )
  for (const { uploadId, sha256, videoId } of uploads) {
    const upload = await stage.media.findUpload(uploadId)
    assert.ok(upload, `upload ${uploadId} is there`)
    const bytes = readFileSync(join(dataFolder, 'media', 'originals', upload.assetId))
    assert.equal(
      createHash('sha256').update(bytes).digest('hex'),
      sha256,
      `upload ${uploadId} is what was sent`,
    )
    const asset = (await stage.media.assetState([upload.assetId])).get(upload.assetId)
    assert.equal(asset?.sha256, sha256)
    assert.equal(asset.state, 'ready', `asset of ${uploadId}`)
    const video = videos.get(videoId)
    assert.equal(video?.state, 'published', `video ${videoId}`)
    assert.equal(video.uploadId, uploadId)
  }
  const { rows } = await stage.db.execute('select count(*)::int as count from videos.video')
  assert.equal(rows[0]?.count, uploads.length, 'an upload became one video')
}

/** Each acknowledged event is stored once, nothing else is, and each has one verdict. */
export async function watchesAreKept(stage: Stage, { watches }: Promises): Promise<void> {
  const { rows } = await stage.db.execute('select event_id as id, day, seq from playback.watch')
  const stored = rows.map(({ id }) => String(id))
  assert.equal(new Set(stored).size, stored.length, 'no event is stored twice')
  assert.deepEqual(new Set(stored), new Set(watches.keys()), 'what was acknowledged is what is stored')
  const verdicts = await stage.db.execute(
    'select count(*)::int as count, count(distinct (day, seq))::int as apart from playback.verdict',
  )
  assert.deepEqual(verdicts.rows[0], { count: stored.length, apart: stored.length }, 'a verdict for each')
}

/** Merchants paid for what was shown, once, and within their budgets. @returns what was spent, µIDR */
export async function chargesAreRight(
  stage: Stage,
  { topUps, watches }: Promises,
  merchantId: string,
  campaigns: readonly string[],
): Promise<bigint> {
  const shown = new Map<string, Set<string>>(campaigns.map((id) => [id, new Set<string>()]))
  for (const slot of watches.values()) if (slot.ad) shown.get(slot.ad.campaignId)?.add(slot.ticket)
  let spent = 0n
  for (const campaignId of campaigns) {
    const { campaign, days } = await stage.ads.readCampaign(merchantId, campaignId)
    const billed = days.reduce((count, day) => count + day.impressions, 0)
    const unbilled = days.flatMap((day) => Object.entries(day.unbilled))
    const free = unbilled.reduce((count, [, some]) => count + some, 0)
    const seen = shown.get(campaignId)?.size ?? 0
    assert.equal(billed + free, seen, `each ad of ${campaign.title} that was seen is settled once`)
    assert.equal(campaign.spentMicro, BigInt(billed) * BigInt(campaign.cpmIdr) * 1_000n)
    assert.ok(campaign.spentMicro <= campaign.totalBudgetMicro, `${campaign.title} stays within its total`)
    const reasons = new Set(unbilled.map(([reason]) => reason))
    for (const reason of ['total_budget', 'daily_budget', 'balance']) reasons.delete(reason)
    assert.deepEqual([...reasons], [], 'an honest view is free for want of money only')
    spent += campaign.spentMicro
  }
  const [prepaid] = await stage.ledger.balances([uuidFrom('ads.prepaid', merchantId)])
  assert.equal(prepaid?.creditsPosted, sum(topUps.values()) * micro, 'each top-up is credited once')
  assert.equal(prepaid.debitsPosted, spent, 'what campaigns spent left the balance')
  return spent
}

/** What days earned went out once, whole. */
export async function daysAreShared(stage: Stage, spent: bigint): Promise<void> {
  const days = await stage.revenue.sharedDays(60)
  let earned = 0n
  for (const day of days) {
    const poolId = stage.ads.poolAccount(day)
    const [pool] = await stage.ledger.balances([poolId])
    if (!pool) continue
    assert.equal(pool.debitsPosted, pool.creditsPosted, `the pool of ${day} is empty`)
    assert.equal(await stage.ads.settledPool(day), pool.creditsPosted)
    const out = (await stage.ledger.transfersOf(poolId, { limit: 1_000 })).filter(
      (one) => one.debit === poolId,
    )
    const receivers = out.map((one) => one.credit)
    assert.equal(new Set(receivers).size, receivers.length, `${day} pays nobody twice`)
    earned += pool.creditsPosted
  }
  assert.equal(earned, spent, 'what merchants paid is what the days held')
}

/** Each creator's whole rupiah were posted once, and a stranger's program agrees with every statement. */
export async function creatorsArePaid(
  stage: Stage,
  dataFolder: string,
  creators: readonly string[],
): Promise<bigint> {
  let paid = 0n
  for (const creator of creators) {
    const statements = await stage.revenue.statements(creator)
    const posted = sum(statements.map((one) => one.posted))
    const accrued = sum(statements.map((one) => one.accruedMicro))
    const [pending, accrual] = await Promise.all(
      [uuidFrom('revenue.pending', creator), uuidFrom('revenue.accrual', creator)].map(
        async (id) => (await stage.ledger.balances([id]))[0],
      ),
    )
    assert.equal(pending?.creditsPosted ?? 0n, posted, 'what statements say was posted')
    assert.equal(accrual?.creditsPosted ?? 0n, accrued, 'what was accrued is in the statements')
    assert.equal(accrual?.debitsPosted ?? 0n, posted * micro, 'what was posted left the accrual')
    for (const { period } of statements) {
      const file = join(dataFolder, `statement-${period}-${creator}.json`)
      writeFileSync(file, JSON.stringify(await stage.revenue.statement(creator, period)))
      assert.match(execFileSync(process.execPath, [verifier, file], { encoding: 'utf8' }), /^OK /m)
    }
    paid += posted
  }
  return paid
}
