/** The choice over a clip, with its words. */
import { loadWords } from '#i18n/words.svelte.ts'

await loadWords('tastes')
export { default as NotInterested } from './not-interested.svelte'
