import { loadWords } from '#i18n/words.svelte.ts'

export const load = async (): Promise<void> => {
  await loadWords('operator', 'tuning')
}
