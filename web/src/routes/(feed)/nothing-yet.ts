/** What stands where clips would be, with its words. */
import { loadWords } from '#i18n/words.svelte.ts'

await loadWords('player')
export { default as NothingYet } from './nothing-yet.svelte'
