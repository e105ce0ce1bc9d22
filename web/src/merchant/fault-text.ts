import { language, number, t } from '#i18n/words.svelte.ts'
import { moneyString } from '#ui/money-text.ts'
import type { Fault, Limits } from './check-campaign.ts'

/** What is wrong with a field and what would be right.
 *  @param least the smallest total that holds what is spent */
export function faultText(fault: Fault, limits: Limits, least: bigint): string {
  const rupiah = (of: string | bigint): string => moneyString(of, 0, language.now)
  switch (fault) {
    case 'cpmRange':
      return t('fault.cpmRange', { min: rupiah(limits.cpmMinIdr), max: rupiah(limits.cpmMaxIdr) })
    case 'dailyLow':
      return t('fault.dailyLow', { min: rupiah(limits.dailyBudgetMinIdr) })
    case 'totalBelowSpent':
      return t('fault.totalBelowSpent', { least: rupiah(least) })
    case 'totalHigh':
      return t('fault.totalHigh', { max: rupiah(limits.totalBudgetMaxIdr) })
    case 'endTooLate':
      return t('fault.endTooLate', { days: number(limits.campaignDaysMax) })
    default:
      return t(`fault.${fault}`)
  }
}
