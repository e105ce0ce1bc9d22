/** What a wide screen has besides the clip, with its words. */
import { loadWords } from '#i18n/words.svelte.ts'

await loadWords('player')
export { default as Desk } from './desk.svelte'
