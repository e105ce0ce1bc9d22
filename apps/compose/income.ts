/** Money's way from those who pay to those who made what was watched. */
import { createAds, workAds } from '../../modules/ads/index.ts'
import { createCoins, platformIncome } from '../../modules/coins/index.ts'
import { createEarnings, type EarningsDeps, workEarnings } from '../../modules/earnings/index.ts'
import { createGifts } from '../../modules/gifts/index.ts'
import type { Identity } from '../../modules/identity/index.ts'
import { createPayouts, fakePayoutProvider, workPayouts } from '../../modules/payouts/index.ts'
import { createRevenue, ed25519Signer, taxRuleFacts, workRevenue } from '../../modules/revenue/index.ts'
import { createSubscriptions, workSubscriptions } from '../../modules/subscriptions/index.ts'
import { createTransparency, workTransparency } from '../../modules/transparency/index.ts'
import type { Clips } from './clips.ts'
import type { Ground } from './ground.ts'
import type { Paying } from './paying.ts'

export function composeIncome(
  ground: Ground,
  identity: Identity,
  { ledger, tax, payments }: Paying,
  { videos, social, playback, tastes }: Pick<Clips, 'videos' | 'social' | 'playback' | 'tastes'>,
) {
  const { db, clock, ids, log, config, metrics, jobs, events, timeZone, secrets } = ground
  const ads = createAds({
    db,
    clock,
    ids,
    events,
    metrics,
    config: config.ads,
    identity,
    ledger,
    payments,
    tax,
    playback,
    videos,
  })
  /** Advertisers' money that a creator should not have had goes back to the advertiser. */
  const toMerchant: NonNullable<EarningsDeps['handOn']>['advertiser_refund'] = (tx, deducted) =>
    ads.giveBack(tx, {
      id: deducted.id,
      merchantId: deducted.owedTo,
      from: deducted.from,
      amountIdr: deducted.amountIdr,
    })
  const earnings = createEarnings({
    db,
    clock,
    ids,
    config: config.earnings,
    ledger,
    videos,
    identity,
    timeZone,
    countOperators: () => identity.countRole('operator'),
    creatorsBefore: () => revenue.creatorsPosted(),
    handOn: { invalid_traffic: toMerchant, advertiser_refund: toMerchant },
    toAccounts: { chargeback: platformIncome, correction: platformIncome },
  })
  const coins = createCoins({
    db,
    clock,
    metrics,
    config: config.coins,
    identity,
    ledger,
    payments,
    tax,
    onMinor: (tx, accountId) => tastes.endAdult(tx, accountId),
  })
  const isApart = async (viewer: string, other: string) =>
    (await social.apartAmong(viewer, [other])).has(other)
  const gifts = createGifts({
    isApart,
    db,
    clock,
    events,
    config: config.gifts,
    identity,
    videos,
    ledger,
    coins,
    earnings,
    payments,
    tax,
  })
  const subscriptions = createSubscriptions({
    isApart,
    db,
    clock,
    events,
    log,
    config: config.subscriptions,
    identity,
    ledger,
    earnings,
    payments,
    tax,
  })
  const payouts = createPayouts({
    db,
    clock,
    ids,
    log,
    config: config.payouts,
    timeZone,
    ledger,
    earnings,
    tax,
    identity,
    keys: { current: 'a', secrets: { a: secrets.secret('payee-fields') } },
    ...(config.payouts.PROVIDER === 'fake' ? { providers: [fakePayoutProvider({ paysAtOnce: true })] } : {}),
  })
  const signer = ed25519Signer(secrets.seed('period-signing'))
  const revenue = createRevenue({
    db,
    clock,
    ids,
    events,
    config: config.revenue,
    ledger,
    earnings,
    income: [earnings, payouts],
    async taxRules(wanted) {
      const known = (await tax.rules()).filter(({ rule }) => wanted.includes(rule.id))
      return known.flatMap(({ rule }) => taxRuleFacts(rule) ?? [])
    },
    playback,
    ads,
    signer,
    ...(config.stage.NEXT_SIGNING_KEY
      ? { nextSigner: ed25519Signer(secrets.seed('period-signing-next')) }
      : {}),
    timeZone,
    currency: 'IDR',
  })
  const transparency = createTransparency({
    db,
    clock,
    config: config.transparency,
    signer,
    timeZone,
    currency: 'IDR',
    revenue,
    earnings,
    payments,
    payouts,
  })
  workAds(jobs, events, ads)
  workEarnings(jobs, earnings)
  workSubscriptions(jobs, events, subscriptions)
  workRevenue(jobs, events, revenue)
  workPayouts(jobs, payouts)
  workTransparency(jobs, transparency)
  return { ads, earnings, coins, gifts, subscriptions, payouts, revenue, transparency }
}
