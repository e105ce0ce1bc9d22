import { error } from '@sveltejs/kit'
import type { Component } from 'svelte'
import { loadWords, type PlainKey } from '#i18n/words.svelte.ts'

interface Part {
  /** Key of its name. */
  readonly title: PlainKey
  readonly View: Component
}

/** One route for all of them: each route's name is in the first script that any page fetches. */
const parts: Readonly<Record<string, { readonly title: PlainKey; open(): Promise<{ default: Component }> }>> =
  {
    live: { title: 'tuning.title', open: () => import('#admin/feed/live-view.svelte') },
    weights: { title: 'tuning.nav.weights', open: () => import('#admin/feed/weights-view.svelte') },
    experiments: {
      title: 'tuning.nav.experiments',
      open: () => import('#admin/feed/experiments-view.svelte'),
    },
  }

export const load = async ({ params }: { params: { part?: string } }): Promise<Part> => {
  const part = parts[params.part ?? 'live']
  if (!part || params.part === 'live') error(404)
  const [view] = await Promise.all([part.open(), loadWords('operator', 'tuning')])
  return { title: part.title, View: view.default }
}
