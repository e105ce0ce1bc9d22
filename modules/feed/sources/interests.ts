/** What lies nearest to what the viewer wanted lately: to all of it, and to its two largest interests alone. */
import type { Retrieval } from '../../recommend/index.ts'
import type { Catalogue } from '../catalogue.ts'
import { retrieved } from './retrieved.ts'
import type { Source } from './source.ts'

export const interests = (catalogue: Catalogue, retrieval: Pick<Retrieval, 'interests'>): Source =>
  retrieved(
    catalogue,
    {
      name: 'interests',
      cap: 400,
      why: {
        en: 'It is close to what you liked watching lately.',
        id: 'Mirip dengan yang belakangan ini suka kamu tonton.',
      },
    },
    retrieval.interests,
  )
