/** What those wanted who wanted what the viewer watched last. */
import type { Retrieval } from '../../recommend/index.ts'
import type { Catalogue } from '../catalogue.ts'
import { retrieved } from './retrieved.ts'
import type { Source } from './source.ts'

export const alike = (catalogue: Catalogue, retrieval: Pick<Retrieval, 'alike'>): Source =>
  retrieved(
    catalogue,
    {
      name: 'alike',
      cap: 100,
      why: {
        en: 'Others who liked what you watched last liked this as well.',
        id: 'Yang suka tontonan terakhirmu juga suka klip ini.',
      },
    },
    retrieval.alike,
  )
