/** What was posted last, whoever posted it: every clip has a chance to be shown early, because only its age is asked. */
import type { Catalogue } from '../catalogue.ts'
import { unseenFrom } from '../viewers.ts'
import type { Source } from './source.ts'
import { walk } from './walk.ts'

export const fresh = (catalogue: Catalogue): Source => ({
  name: 'fresh',
  cap: 34,
  tries: true,
  why: {
    en: 'It is new. Some places in every feed are kept for new clips, whoever made them.',
    id: 'Klip ini baru. Di setiap feed ada tempat untuk klip baru, siapa pun pembuatnya.',
  },
  candidates: (request) =>
    walk({
      list: catalogue.fresh,
      from: unseenFrom(request.memory, request.wishes, catalogue).fresh,
      wanted: request.count + 2,
      numbering: catalogue.numbering,
      request,
    }),
})
