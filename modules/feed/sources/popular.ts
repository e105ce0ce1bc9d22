/** What is watched and liked most for its age. */
import type { Catalogue } from '../catalogue.ts'
import { unseenFrom } from '../viewers.ts'
import type { Source } from './source.ts'
import { walk } from './walk.ts'

export const popular = (catalogue: Catalogue): Source => ({
  name: 'popular',
  cap: 36,
  tries: false,
  why: {
    en: 'It is watched and liked a lot on this stage.',
    id: 'Banyak ditonton dan disukai di panggung ini.',
  },
  candidates: (request) =>
    walk({
      list: catalogue.popular,
      from: unseenFrom(request.memory, request.wishes, catalogue).popular,
      wanted: request.count + 4,
      numbering: catalogue.numbering,
      request,
    }),
})
