import { present } from '../../platform/errors.ts'
import type { Stage } from '../compose.ts'
import type { Cast } from './accounts.ts'
import type { DemoClips } from './post-clips.ts'
import { adRecipes } from './recipes.ts'

/** The merchant pays in, the operator confirms, two campaigns begin. */
export async function fundCampaigns({
  past,
  cast,
  clips,
}: {
  past: Stage
  cast: Cast
  clips: DemoClips
}): Promise<void> {
  const { ads } = past
  if ((await ads.campaignsOf(cast.merchant.id)).length > 0) return
  await ads.openMerchant(cast.merchant.id, cast.merchant.displayName)
  const topUp = await ads.requestTopUp(cast.merchant.id, 2_000_000n)
  await ads.confirmTopUp(cast.operator.id, topUp.id, 'DEMO-0001')
  for (const [at, recipe] of adRecipes.entries())
    await ads.openCampaign(cast.merchant.id, {
      videoId: present(clips.ads[at], 'each ad has its clip').id,
      title: recipe.title,
      cta: at === 0 ? 'chat' : 'shop',
      landingUrl: at === 0 ? 'https://wa.me/6281200000000' : 'https://example.com/sarung',
      cpmIdr: at === 0 ? 20_000n : 15_000n,
      dailyBudgetIdr: 60_000n,
      totalBudgetIdr: 900_000n,
    })
  await past.jobs.drain(['worker'])
}
