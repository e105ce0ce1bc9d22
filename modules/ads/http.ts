import { toDay } from '../../platform/clock.ts'
import type { Http } from '../../platform/http/index.ts'
import { callerAccount, requireRole } from '../identity/index.ts'
import { dayOrNull, wholeIdr } from './campaign.ts'
import { adsRoutes as routes } from './contract.ts'
import type { Ads, Campaign, CampaignDay, CampaignResult, Merchant, TopUp } from './index.ts'

export function mountAds(http: Http, ads: Ads): void {
  const { config } = ads

  http.handle(routes.openMerchant, async ({ caller, body }) => ({
    merchant: merchantReply(await ads.openMerchant(callerAccount(caller), body.name)),
  }))
  http.handle(routes.readMerchant, async ({ caller }) => {
    const merchant = await ads.findMerchant(callerAccount(caller))
    return {
      merchant: merchant ? merchantReply(merchant) : null,
      limits: {
        topUpMinIdr: String(config.TOP_UP_MIN),
        topUpMaxIdr: String(config.TOP_UP_MAX),
        cpmMinIdr: String(config.CPM_MIN),
        cpmMaxIdr: String(config.CPM_MAX),
        dailyBudgetMinIdr: String(config.DAILY_BUDGET_MIN),
        totalBudgetMaxIdr: String(config.TOTAL_BUDGET_MAX),
        campaignDaysMax: config.CAMPAIGN_DAYS_MAX,
      },
    }
  })
  http.handle(routes.listTopUps, async ({ caller }) => {
    const topUps = await ads.topUpsOf(requireRole(caller, 'merchant'))
    return { topUps: topUps.map(topUpReply), payTo: ads.payTo }
  })
  http.handle(routes.requestTopUp, async ({ caller, body }) => {
    const merchant = requireRole(caller, 'merchant')
    const topUp = await ads.requestTopUp(merchant, BigInt(body.amountIdr), body.method)
    return { topUp: topUpReply(topUp), payTo: ads.payTo }
  })
  http.handle(routes.listCampaigns, async ({ caller }) => ({
    campaigns: (await ads.campaignsOf(requireRole(caller, 'merchant'))).map(resultReply),
  }))
  http.handle(routes.openCampaign, async ({ caller, body }) => {
    const campaign = await ads.openCampaign(requireRole(caller, 'merchant'), {
      ...body,
      cpmIdr: BigInt(body.cpmIdr),
      dailyBudgetIdr: BigInt(body.dailyBudgetIdr),
      totalBudgetIdr: BigInt(body.totalBudgetIdr),
      startsOn: body.startsOn === undefined ? undefined : toDay(body.startsOn),
      endsOn: body.endsOn === undefined ? undefined : dayOrNull(body.endsOn),
    })
    return { campaign: campaignReply(campaign) }
  })
  http.handle(routes.readCampaign, async ({ caller, params }) => {
    const { campaign, days } = await ads.readCampaign(callerAccount(caller), params.campaignId)
    return { campaign: campaignReply(campaign), days: days.map(dayReply) }
  })
  http.handle(routes.changeCampaign, async ({ caller, params, body }) => {
    const {
      title,
      cta,
      landingUrl,
      cpmIdr,
      dailyBudgetIdr,
      totalBudgetIdr,
      startsOn,
      endsOn,
      state,
      revision,
    } = body
    const campaign = await ads.changeCampaign(callerAccount(caller), params.campaignId, {
      ...(title === undefined ? {} : { title }),
      ...(cta === undefined ? {} : { cta }),
      ...(landingUrl === undefined ? {} : { landingUrl }),
      ...(cpmIdr === undefined ? {} : { cpmIdr: BigInt(cpmIdr) }),
      ...(dailyBudgetIdr === undefined ? {} : { dailyBudgetIdr: BigInt(dailyBudgetIdr) }),
      ...(totalBudgetIdr === undefined ? {} : { totalBudgetIdr: BigInt(totalBudgetIdr) }),
      ...(startsOn === undefined ? {} : { startsOn: toDay(startsOn) }),
      ...(endsOn === undefined ? {} : { endsOn: dayOrNull(endsOn) }),
      ...(revision === undefined ? {} : { revision }),
      ...(state === undefined ? {} : { state }),
    })
    return { campaign: campaignReply(campaign) }
  })
  http.handle(routes.reportClick, async ({ caller, body }) => ({
    recorded: await ads.recordClick(caller, body.ticket),
  }))
}

const merchantReply = (merchant: Merchant) => ({
  id: merchant.id,
  name: merchant.name,
  balanceMicro: String(merchant.balanceMicro),
  createdAt: merchant.createdAt.toISOString(),
})

const topUpReply = (topUp: TopUp) => ({
  id: topUp.id,
  amountIdr: String(topUp.amountIdr),
  payableIdr: String(topUp.payableIdr),
  method: topUp.method,
  state: topUp.state,
  reason: topUp.reason,
  requestedAt: topUp.requestedAt.toISOString(),
  expiresAt: topUp.expiresAt.toISOString(),
  decidedAt: topUp.decidedAt?.toISOString() ?? null,
})

const campaignReply = (campaign: Campaign) => ({
  id: campaign.id,
  videoId: campaign.videoId,
  title: campaign.title,
  cta: campaign.cta,
  landingUrl: campaign.landingUrl,
  cpmIdr: String(campaign.cpmIdr),
  dailyBudgetIdr: String(wholeIdr(campaign.dailyBudgetMicro)),
  totalBudgetIdr: String(wholeIdr(campaign.totalBudgetMicro)),
  spentMicro: String(campaign.spentMicro),
  startsOn: campaign.startsOn,
  endsOn: campaign.endsOn,
  state: campaign.state,
  createdAt: campaign.createdAt.toISOString(),
  revision: campaign.revision,
})

const resultReply = (campaign: CampaignResult) => ({
  ...campaignReply(campaign),
  impressions: campaign.impressions,
  clicks: campaign.clicks,
})

const dayReply = (day: CampaignDay) => ({
  day: day.day,
  impressions: day.impressions,
  clicks: day.clicks,
  spentMicro: String(day.spentMicro),
  unbilled: { ...day.unbilled },
})
