/** Rules of sharing ad money, in words. */
import type { Reply } from '#api/routes.ts'
import type { PlainKey } from '#i18n/words.svelte.ts'

export type RuleName = Reply<'GET /v1/admin/what-if'>['rule']

export const RULES: readonly RuleName[] = ['viewer-day', 'equal-split', 'pro-rata', 'shorts']
export const ruleWords = {
  'viewer-day': { label: 'rule.viewerDay', note: 'rule.viewerDayNote', tick: 'rule.viewerDayTick' },
  'equal-split': { label: 'rule.equalSplit', note: 'rule.equalSplitNote', tick: 'rule.equalSplitTick' },
  'pro-rata': { label: 'rule.proRata', note: 'rule.proRataNote', tick: 'rule.proRataTick' },
  shorts: { label: 'rule.shorts', note: 'rule.shortsNote', tick: 'rule.shortsTick' },
} as const satisfies Record<RuleName, Record<'label' | 'note' | 'tick', PlainKey>>

/** (to − from) / from as a fraction, exact to 1/10,000; undefined from nothing. */
export function changeOf(from: bigint, to: bigint): number | undefined {
  return from === 0n ? undefined : Number(((to - from) * 10_000n) / from) / 10_000
}
