/** Builders for the tests of this module and of those after it. */
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import type { Events } from '../../platform/events/index.ts'
import { type Ids, uuidFrom } from '../../platform/ids.ts'
import { createMetrics } from '../../platform/metrics.ts'
import type { WatchEvent } from './contract.ts'
import { createPlayback, type Playback, type PlaybackConfig, playbackConfig, type Reporter } from './index.ts'

import { createTickets } from './tickets.ts'

export { makeDay } from './store.ts'

export const testTicketKey = 'a ticket key for tests only, 0123456789'

/** Signs what {@link testPlayback} verifies, in another process. */
export const testTickets = () => createTickets([testTicketKey])

export function testPlayback(deps: {
  db: Db
  clock: Clock
  ids: Ids
  events: Events
  /** Device key → accounts that logged in there. */
  devices?: ReadonlyMap<string, readonly string[]>
  config?: Partial<PlaybackConfig>
}): Playback {
  const { devices = new Map(), config = {}, ...rest } = deps
  return createPlayback({
    ...rest,
    config: playbackConfig.defaults({ TICKET_KEY: testTicketKey, EVENTS_PER_MINUTE: 1_000_000, ...config }),
    identity: {
      accountsOnDevices: async (keys) =>
        new Map(keys.flatMap((key) => (devices.has(key) ? [[key, devices.get(key) ?? []]] : []))),
    },
    metrics: createMetrics(),
  })
}

/** A stable uuid from a name. */
export const named = (name: string): string => uuidFrom('test', name)

export interface TestVideo {
  readonly id: string
  readonly ownerId: string
  readonly durationMs: number
}

export const aVideo = (name: string, owner: string, durationMs = 20_000): TestVideo => ({
  id: named(`video ${name}`),
  ownerId: named(owner),
  durationMs,
})

const browser = 'Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile'

/** A logged-in viewer on a device of their own. */
export const aViewer = (name: string): Reporter => ({
  viewerKey: named(name),
  deviceKey: named(`device of ${name}`),
  userAgent: browser,
})

/** A logged-out viewer: the device is the viewer. */
export const aVisitor = (name: string): Reporter => ({
  viewerKey: named(`device of ${name}`),
  deviceKey: named(`device of ${name}`),
  userAgent: browser,
})

export const issueFor = (
  playback: Playback,
  viewer: Pick<Reporter, 'viewerKey'>,
  video: TestVideo,
  ad?: { campaignId: string; priceMicro: bigint },
): string =>
  playback.issueTicket({
    viewerKey: viewer.viewerKey,
    videoId: video.id,
    creatorId: video.ownerId,
    durationMs: video.durationMs,
    position: 1,
    source: 'for_you',
    ...(ad ? { ad } : {}),
  })

let made = 0

export const anEvent = (ticket: string, more: Partial<WatchEvent> = {}): WatchEvent => ({
  eventId: named(`event ${++made}`),
  ticket,
  ranges: [[0, 6_000]],
  playedMs: 6_000,
  visible: true,
  at: '2026-11-23T00:00:00.000Z',
  ...more,
})

/** Plays the clip from its start for that long, in real time, and reports it in one event.
 *  @returns the ticket */
export async function watches(
  playback: Playback,
  clock: Clock & { advance(ms: number): void },
  viewer: Reporter,
  video: TestVideo,
  options: { seconds: number; ad?: { campaignId: string; priceMicro: bigint }; ticket?: string },
): Promise<string> {
  const ticket = options.ticket ?? issueFor(playback, viewer, video, options.ad)
  const ms = options.seconds * 1000
  clock.advance(ms)
  const loops = Array.from({ length: Math.ceil(ms / video.durationMs) }, (_, n): [number, number] => [
    0,
    Math.min(video.durationMs, ms - n * video.durationMs),
  ])
  await playback.ingest(viewer, {
    batchId: named('batch'),
    events: [anEvent(ticket, { ranges: loops, playedMs: ms })],
  })
  return ticket
}
