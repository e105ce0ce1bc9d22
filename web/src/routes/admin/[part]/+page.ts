import { error } from '@sveltejs/kit'
import type { Component } from 'svelte'
import { loadWords, type PlainKey } from '#i18n/words.svelte.ts'

interface Part {
  /** Key of its name. */
  readonly title: PlainKey
  readonly View: Component
}

const money = ['operator', 'money', 'business', 'earn', 'desk', 'fan'] as const

/** One route for all of them: each route's name is in the first script that any page fetches. */
const parts: Readonly<
  Record<
    string,
    {
      readonly title: PlainKey
      readonly words: Parameters<typeof loadWords>
      open(): Promise<{ default: Component }>
    }
  >
> = {
  schemes: {
    title: 'schemes.title',
    words: [...money],
    open: () => import('#admin/schemes/schemes-view.svelte'),
  },
  gifts: { title: 'giftDesk.title', words: [...money], open: () => import('#admin/gifts/gifts-view.svelte') },
  alike: { title: 'alike.title', words: ['operator'], open: () => import('#admin/alike/alike-view.svelte') },
  ages: { title: 'ages.title', words: ['operator'], open: () => import('#admin/ages/ages-view.svelte') },
}

export const load = async ({ params }: { params: { part: string } }): Promise<Part> => {
  const part = parts[params.part]
  if (!part) error(404)
  const [view] = await Promise.all([part.open(), loadWords(...part.words)])
  return { title: part.title, View: view.default }
}
