/** The question before a block, with its words. */
import { loadWords } from '#i18n/words.svelte.ts'

await loadWords('tastes')
export { moveOn } from './after-wish.ts'
export { default as Block } from './block.svelte'
