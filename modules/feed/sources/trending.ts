/** What is watched and liked more than before, in a language that the viewer reads as far as that is known: by a clip's
 *  captions. Where viewers are is not kept, so there is nothing to tell regions by. */
import type { Catalogue, Entry } from '../catalogue.ts'
import { unseenFrom } from '../viewers.ts'
import type { Request, Source } from './source.ts'
import { walk } from './walk.ts'

const cap = 6

export const trending = (catalogue: Catalogue): Source => ({
  name: 'trending',
  cap,
  tries: false,
  why: {
    en: 'It is being watched and liked more than usual these two days.',
    id: 'Dua hari ini klip ini sedang ramai ditonton dan disukai.',
  },
  candidates: (request) =>
    walk({
      list: catalogue.trending,
      from: unseenFrom(request.memory, request.wishes, catalogue).trending,
      wanted: cap,
      numbering: catalogue.numbering,
      request,
    }).filter((entry) => speaksTo(entry, request)),
})

function speaksTo({ clip: { captions } }: Entry, { lang }: Request): boolean {
  return !captions || captions.length === 0 || captions.some((track) => track.lang.startsWith(lang))
}
