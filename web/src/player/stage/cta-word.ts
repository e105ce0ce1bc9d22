import { type PlainKey, t } from '#i18n/words.svelte.ts'

const words: Readonly<Record<string, PlainKey>> = {
  learn_more: 'cta.learnMore',
  shop: 'cta.shop',
  chat: 'cta.chat',
  visit: 'cta.visit',
  order: 'cta.order',
  sign_up: 'cta.signUp',
}

/** What an advertisement's button says. */
export function ctaWord(cta: string): string {
  return t(words[cta] ?? 'cta.learnMore')
}
