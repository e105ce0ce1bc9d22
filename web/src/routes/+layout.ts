import { firstLanguage, loadWords, setLanguage } from '#i18n/words.svelte.ts'

export const ssr = false

export async function load(): Promise<void> {
  await Promise.all([setLanguage(firstLanguage(), false), loadWords('stage')])
}
