/** What players ask for, and what they tell. */
import { z } from 'zod'
import { commonRefusals, route, zUuid } from '../../platform/contract.ts'
import { access } from '../identity/contract.ts'

const zCount = z.int().min(0)

export const serveRoutes = {
  readFile: route({
    method: 'GET',
    path: '/media/:assetId/:file',
    summary:
      'A file of a clip, whole or a range of it; HEAD too. Clips that are not public need the end `e` and the signature `s` that their addresses carry.',
    access: access.everyone,
    params: z.object({ assetId: zUuid, file: z.string().max(60) }),
    query: z.object({ e: z.string().max(20).optional(), s: z.string().max(60).optional() }),
    reply: 'raw',
    refusals: [commonRefusals.not_found],
  }),
  reportPlayer: route({
    method: 'POST',
    path: '/v1/player-reports',
    summary:
      'How many bytes of media a player fetched and how many of them it played, how often it ran dry and took a lighter rung: sums since its last report, without a word about whom or what.',
    access: access.everyone,
    // A report is one page's half minute: more than this is no player.
    body: z.strictObject({
      fetchedBytes: zCount.max(2 * 1024 ** 3),
      playedBytes: zCount.max(2 * 1024 ** 3),
      stalls: zCount.max(10_000),
      drops: zCount.max(10_000),
    }),
    reply: 'raw',
    status: 204,
    example: { fetchedBytes: 2_400_000, playedBytes: 1_900_000, stalls: 0, drops: 0 },
    limit: 30,
  }),
}
