/** What few clips have besides the clip, with its words. */
import { loadWords } from '#i18n/words.svelte.ts'

await loadWords('player')
export { default as Notes } from './notes.svelte'
