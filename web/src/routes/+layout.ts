import { firstLanguage, loadWords, setLanguage } from '#i18n/words.svelte.ts'

export const ssr = false

export async function load(): Promise<void> {
  const lang = setLanguage(firstLanguage(), false)
  await loadWords('stage')
  await lang
}
