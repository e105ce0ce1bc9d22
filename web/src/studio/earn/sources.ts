/** Where a creator's money comes from: names and signs of the sources, and sums over lines. */
import Gift from '@lucide/svelte/icons/gift'
import HandCoins from '@lucide/svelte/icons/hand-coins'
import Megaphone from '@lucide/svelte/icons/megaphone'
import Repeat from '@lucide/svelte/icons/repeat'
import RotateCcw from '@lucide/svelte/icons/rotate-ccw'
import Split from '@lucide/svelte/icons/split'
import type { Reply } from '#api/routes.ts'

export type MyEarnings = Reply<'GET /v1/me/earnings'>
export type Line = Reply<'GET /v1/me/earnings/lines'>['lines'][number]
export type Source = Line['source']

export const sourceFaces = {
  ads: { icon: Megaphone, label: 'earn.source.ads', note: 'earn.source.adsNote' },
  gift: { icon: Gift, label: 'earn.source.gift', note: 'earn.source.giftNote' },
  tip: { icon: HandCoins, label: 'earn.source.tip', note: 'earn.source.tipNote' },
  subscription: { icon: Repeat, label: 'earn.source.subscription', note: 'earn.source.subscriptionNote' },
  split: { icon: Split, label: 'earn.source.split', note: 'earn.source.splitNote' },
  correction: { icon: RotateCcw, label: 'earn.source.correction', note: 'earn.source.correctionNote' },
} as const satisfies Record<Source, unknown>

export const SOURCES: readonly Source[] = ['ads', 'gift', 'tip', 'subscription', 'split', 'correction']
