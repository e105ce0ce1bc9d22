import { loadWords } from '#i18n/words.svelte.ts'

export const load = (): Promise<void> => loadWords('search', 'sounds', 'pages', 'tastes')
