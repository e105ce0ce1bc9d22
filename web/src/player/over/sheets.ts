/** What rises over a clip, with its words. */
import { loadWords } from '#i18n/words.svelte.ts'

await loadWords('player')
export { default as ClipMenu } from './front-menu.svelte'
export { default as LoginGate } from './login-gate.svelte'
