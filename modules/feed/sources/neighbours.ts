/** Other clips by the creators, and with the sounds, of what the viewer wanted lately. */
import type { Retrieval } from '../../recommend/index.ts'
import type { Catalogue } from '../catalogue.ts'
import { retrieved } from './retrieved.ts'
import type { Source } from './source.ts'

export const neighbours = (catalogue: Catalogue, retrieval: Pick<Retrieval, 'neighbours'>): Source =>
  retrieved(
    catalogue,
    {
      name: 'neighbours',
      cap: 50,
      why: {
        en: 'It has the creator or the sound of a clip that you liked watching lately.',
        id: 'Pembuat atau suaranya sama dengan klip yang belakangan ini suka kamu tonton.',
      },
    },
    retrieval.neighbours,
  )
