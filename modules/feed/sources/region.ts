/** What is rising in the region that the viewer chose, as far as enough others chose it. */
import type { Catalogue, Entry } from '../catalogue.ts'
import { entryFor } from './outside.ts'
import type { Source } from './source.ts'

/** Clips that are rising in a region, the fastest first; at once. */
export type RisingIn = (region: string) => readonly string[]

const cap = 3

export const region = (catalogue: Catalogue, risingIn: RisingIn): Source => ({
  name: 'region',
  cap,
  tries: false,
  why: {
    en: 'It is rising in the region that you chose.',
    id: 'Klip ini sedang naik di wilayah yang kamu pilih.',
  },
  candidates(request) {
    const found: Entry[] = []
    if (request.wishes.region === null) return found
    for (const id of risingIn(request.wishes.region)) {
      const entry = entryFor(catalogue, request, id)
      if (entry) found.push(entry)
      if (found.length === cap) break
    }
    return found
  },
})
