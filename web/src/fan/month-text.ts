/** '2026-10' → 'Oktober 2026'. A month of the stage: no clock or time zone touches it. */
import { language } from '#i18n/words.svelte.ts'

const locale = (): string => (language.now === 'id' ? 'id-ID' : 'en-GB')
const at = (month: string): Date => new Date(`${month}-01T00:00:00Z`)

export const monthText = (month: string): string =>
  new Intl.DateTimeFormat(locale(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(at(month))
/** 'Okt' */
export const shortMonth = (month: string): string =>
  new Intl.DateTimeFormat(locale(), { month: 'short', timeZone: 'UTC' }).format(at(month))
