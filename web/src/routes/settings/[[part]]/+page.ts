import { error } from '@sveltejs/kit'
import type { Component } from 'svelte'
import { loadWords } from '#i18n/words.svelte.ts'

/** One route for all of them: each route's name is in the first script that any page fetches. */
const parts: Readonly<Record<string, () => Promise<{ readonly default: Component }>>> = {
  interests: () => import('#tastes/interests-page.svelte'),
  words: () => import('#tastes/words-page.svelte'),
  history: () => import('#tastes/history-page.svelte'),
  blocked: () => import('#tastes/blocked-page.svelte'),
}

export const load = async ({ params }: { params: { part?: string } }): Promise<{ Page: Component }> => {
  const { part } = params
  const open = part === undefined ? () => import('#shell/settings-page.svelte') : parts[part]
  if (!open) error(404)
  const [page] = await Promise.all([open(), loadWords('pages', part === undefined ? 'player' : 'tastes')])
  return { Page: page.default }
}
