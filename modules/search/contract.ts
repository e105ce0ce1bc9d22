/** Search: people, clips, tags and sounds by their words, and what is rising. */
import { z } from 'zod'
import { commonRefusals, route, type RouteMap, zCursor, zUuid } from '../../platform/contract.ts'
import { access } from '../identity/contract.ts'
import { zSound } from '../sounds/contract.ts'
import { zRegion } from '../tastes/contract.ts'
import { zCard } from '../videos/contract.ts'

/** Any text: quotes and operators only part words. */
const zText = z.string().max(200)
const zPerson = z.object({
  id: zUuid,
  handle: z.string(),
  displayName: z.string(),
  bio: z.string(),
  followers: z.int(),
})
/** `clips`: public ones that carry it. */
const zTag = z.object({ tag: z.string(), clips: z.int() })

export const zSuggestion = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('person'), handle: z.string(), displayName: z.string() }),
  z.object({ kind: z.literal('tag'), tag: z.string(), clips: z.int() }),
  z.object({ kind: z.literal('sound'), id: zUuid, title: z.string(), artist: z.string() }),
])

export const searchRoutes = {
  search: route({
    method: 'GET',
    path: '/v1/search',
    summary:
      'People, clips, tags and sounds that everyone may see, best match first: an exact handle, tag or title, then the words, how fresh it is and, modestly, how popular. Words are compared by their Indonesian and English stems, without case and accents; one or two wrong letters are forgiven. The pages of `all` go on with clips.',
    access: access.everyone,
    query: z.strictObject({
      q: zText,
      kind: z.enum(['all', 'people', 'clips', 'tags', 'sounds']).default('all'),
      cursor: zCursor.optional(),
    }),
    reply: z.object({
      people: z.array(zPerson),
      clips: z.array(zCard),
      tags: z.array(zTag),
      sounds: z.array(zSound),
      /** `some`: nothing has all the words. */
      match: z.enum(['all', 'some']),
      /** The question as it was understood, where a word was taken for a misspelt one. */
      corrected: z.string().nullable(),
      /** What may have been meant, for the asker to choose. */
      nearest: z.string().nullable(),
      nextCursor: z.string().nullable(),
    }),
    refusals: [commonRefusals.cursor_unknown],
    limit: 120,
  }),
  suggest: route({
    method: 'GET',
    path: '/v1/search/suggest',
    summary:
      'What a question may become while it is typed, the likeliest first; small typing errors are forgiven.',
    access: access.everyone,
    query: z.strictObject({ q: zText }),
    reply: z.object({ suggestions: z.array(zSuggestion) }),
    limit: 300,
  }),
  trending: route({
    method: 'GET',
    path: '/v1/trending',
    summary:
      'Tags, sounds and clips that are rising: what they gained in the last 6 hours against the last 48. A language is that of a clip’s captions, or else its creator’s; a region is that of the viewers who chose it, where ten of them or more watched the same.',
    access: access.everyone,
    query: z.strictObject({ lang: z.enum(['id', 'en']).optional(), region: zRegion.optional() }),
    reply: z.object({
      /** What it is of; null: the whole stage, also where too few chose the region. */
      region: z.string().nullable(),
      tags: z.array(zTag),
      sounds: z.array(zSound),
      clips: z.array(zCard),
    }),
    limit: 120,
  }),
}
export type SearchRoutes = RouteMap<typeof searchRoutes>
