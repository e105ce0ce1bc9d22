/** Where in the clip one is, with its words: nobody needs it before the first picture. */
import { loadWords } from '#i18n/words.svelte.ts'

await loadWords('player')
export { default as Scrubber } from './scrubber.svelte'
