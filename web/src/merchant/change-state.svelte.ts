/** Pausing, resuming and ending a campaign, one at a time. */
import { api } from '#api/api.ts'
import { errorText } from '#api/error-text.ts'
import { t } from '#i18n/words.svelte.ts'
import { toast } from '#ui/toasts.svelte.ts'
import type { Campaign } from './campaign.ts'

type Next = 'active' | 'paused' | 'ended'
const told = { active: 'campaign.resumed', paused: 'campaign.pausedNow', ended: 'campaign.endedNow' } as const

export function changeState(onchange: (campaign: Campaign) => void) {
  let busy = $state<string>()
  return {
    /** Id of the campaign that is being changed. */
    get busy(): string | undefined {
      return busy
    },
    async to(campaign: Campaign, state: Next): Promise<void> {
      busy = campaign.id
      try {
        const reply = await api('PATCH /v1/campaigns/:campaignId', {
          params: { campaignId: campaign.id },
          body: { state },
        })
        toast(t(told[state]), 'good')
        onchange(reply.campaign)
      } catch (error) {
        toast(errorText(error), 'bad')
      } finally {
        busy = undefined
      }
    },
  }
}
