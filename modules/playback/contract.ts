/** What players report. */
import { z } from 'zod'
import { commonRefusals, refusals, route, type RouteMap, zInstant, zUuid } from '../../platform/contract.ts'
import { access } from '../identity/contract.ts'

/** Answers for single events, inside a 202: none of them is worth sending again. */
export const eventRefusals = refusals({
  bad_ticket: {
    status: 422,
    en: 'This ticket was not made by this stage. The watch was not kept.',
    id: 'Tiket ini bukan buatan panggung ini. Tontonan tidak disimpan.',
  },
  ticket_expired: {
    status: 422,
    en: 'This ticket has expired. The watch was kept and does not count.',
    id: 'Tiket ini sudah kedaluwarsa. Tontonan disimpan dan tidak dihitung.',
  },
  ticket_foreign: {
    status: 422,
    en: 'This ticket was made for someone else. The watch was kept and does not count.',
    id: 'Tiket ini dibuat untuk orang lain. Tontonan disimpan dan tidak dihitung.',
  },
})

export const playbackRefusals = refusals({
  day_to_come: {
    status: 409,
    en: '{day} has not begun, so it cannot be closed. Nothing was changed.',
    id: '{day} belum dimulai, jadi belum bisa ditutup. Tidak ada yang berubah.',
  },
})

const zMs = z.int().min(0).max(86_400_000)

export const zWatchEvent = z.strictObject({
  /** Made by the player; the same event keeps its id however often it is sent. */
  eventId: zUuid,
  ticket: z.string().min(1).max(200),
  /** Media time played since the last event of this ticket, in the order played. */
  ranges: z.array(z.tuple([zMs, zMs])).max(20),
  /** Wall time spent playing since then. */
  playedMs: zMs,
  /** At least half of the pixels, in the foreground, all that time. */
  visible: z.boolean(),
  /** The player's clock: checked for form, never evidence. */
  at: zInstant,
})
export type WatchEvent = z.output<typeof zWatchEvent>

export const playbackRoutes = {
  reportWatches: route({
    method: 'POST',
    path: '/v1/watches',
    summary: 'Report what was watched. Answered when it is durable; resend the same events until then.',
    access: access.everyone,
    body: z.strictObject({ batchId: zUuid, events: z.array(zWatchEvent).min(1).max(50) }),
    reply: z.object({
      accepted: z.array(zUuid),
      refused: z.array(
        z.object({ eventId: zUuid, code: z.enum(['bad_ticket', 'ticket_expired', 'ticket_foreign']) }),
      ),
    }),
    status: 202,
    refusals: [commonRefusals.too_many_requests],
    example: {
      batchId: '0199f0a2-7c11-7c00-8000-000000000001',
      events: [
        {
          eventId: '0199f0a2-7c11-7c00-8000-000000000002',
          ticket: 'AQ',
          ranges: [[0, 5200]],
          playedMs: 5200,
          visible: true,
          at: '2026-11-23T08:00:00.000Z',
        },
      ],
    },
    limit: 6_000,
    bodyLimit: 131_072,
  }),
}
export type PlaybackRoutes = RouteMap<typeof playbackRoutes>
