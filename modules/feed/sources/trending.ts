/** What is watched and liked more than before: in turn one in a language that the viewer reads, as far as that is known by a
 *  clip's captions, and one of the whole stage. What is rising in the viewer's region is a source of its own. */
import type { Catalogue, Entry } from '../catalogue.ts'
import { unseenFrom } from '../viewers.ts'
import type { Request, Source } from './source.ts'
import { walk } from './walk.ts'

const cap = 6

/** Those of a list that speak a language, made once a list: it is another one after each rescore. */
const speaking = new WeakMap<readonly Entry[], Map<string, readonly Entry[]>>()

export const trending = (catalogue: Catalogue): Source => ({
  name: 'trending',
  cap,
  tries: false,
  why: {
    en: 'It is being watched and liked more than usual these two days.',
    id: 'Dua hari ini klip ini sedang ramai ditonton dan disukai.',
  },
  candidates(request) {
    const { trending: list, numbering } = catalogue
    const from = unseenFrom(request.memory, request.wishes, catalogue).trending
    const all = walk({ list, from, wanted: cap, numbering, request })
    const spoken = speakingTo(list, request)
    if (spoken.length === 0) return all
    return inTurn(walk({ list: spoken, from: { at: 0 }, wanted: cap, numbering, request }), all)
  },
})

/** The first in the language, the first of all, the second in the language, and so on, each once. */
function inTurn(spoken: readonly Entry[], all: readonly Entry[]): Entry[] {
  const found = new Set<Entry>()
  for (let place = 0; place < cap; place++)
    for (const entry of [spoken[place], all[place]]) if (entry && found.size < cap) found.add(entry)
  return [...found]
}

function speakingTo(list: readonly Entry[], { lang }: Request): readonly Entry[] {
  const byLang = speaking.get(list) ?? new Map<string, readonly Entry[]>()
  const known = byLang.get(lang)
  if (known) return known
  const spoken = list.filter(({ clip: { captions } }) =>
    captions?.some((track) => track.lang.startsWith(lang)),
  )
  byLang.set(lang, spoken)
  speaking.set(list, byLang)
  return spoken
}
