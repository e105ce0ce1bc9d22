/** What is watched and liked more than before: in turn one in a language that the viewer reads, as far as that is known by a
 *  clip's captions, and one of the whole stage. What is rising in the viewer's region is a source of its own. */
import type { Catalogue, Entry } from '../catalogue.ts'
import { unseenFrom } from '../viewers.ts'
import type { Request, Source } from './source.ts'
import { walk } from './walk.ts'

const cap = 6
/** Among so many of the whole stage, those in the viewer's language are looked for. */
const lookedAt = 5 * cap

export const trending = (catalogue: Catalogue): Source => ({
  name: 'trending',
  cap,
  tries: false,
  why: {
    en: 'It is being watched and liked more than usual these two days.',
    id: 'Dua hari ini klip ini sedang ramai ditonton dan disukai.',
  },
  candidates(request) {
    const stage = walk({
      list: catalogue.trending,
      from: unseenFrom(request.memory, request.wishes, catalogue).trending,
      wanted: lookedAt,
      numbering: catalogue.numbering,
      request,
    })
    return inTurn(stage, (entry) => speaksTo(entry, request))
  },
})

/** The first that is liked, the first of all, the second that is liked, and so on, each once. */
function inTurn(all: readonly Entry[], isLiked: (entry: Entry) => boolean): Entry[] {
  const liked = all.filter(isLiked)
  const found = new Set<Entry>()
  for (let place = 0; place < all.length && found.size < cap; place++)
    for (const entry of [liked[place], all[place]]) if (entry && found.size < cap) found.add(entry)
  return [...found]
}

function speaksTo({ clip: { captions } }: Entry, { lang }: Request): boolean {
  return captions?.some((track) => track.lang.startsWith(lang)) ?? false
}
