/** A viewer at the front door: what the feed offers them, and what their player reports of it. */
import assert from 'node:assert/strict'
import type { Client, House } from '../testing/house.ts'

export interface Slot {
  readonly kind: string
  readonly ticket: string
  readonly source: string
  readonly video: {
    readonly id: string
    readonly durationMs: number
    readonly caption: string
    readonly owner: { readonly id: string; readonly handle: string }
  }
}

/** The next page of the For You feed. */
export async function pageOf(client: Client): Promise<readonly Slot[]> {
  const { status, body } = await client.call<{ slots: Slot[] }>('GET', '/v1/feed')
  assert.equal(status, 200)
  return body.slots
}

/** Plays a clip to its end, while the clock goes on for as long.
 *  @param skewMs how far the player's clock is ahead */
export async function watchToTheEnd(
  { stage, clock }: Pick<House, 'stage' | 'clock'>,
  client: Client,
  { ticket, video: { durationMs } }: Slot,
  skewMs = 0,
): Promise<void> {
  clock.advance(durationMs)
  const eventId = stage.ids.uuid()
  const event = {
    eventId,
    ticket,
    ranges: [[0, durationMs]],
    playedMs: durationMs,
    visible: true,
    at: new Date(clock.now().getTime() + skewMs).toISOString(),
  }
  const { status, body } = await client.call<{ accepted: string[] }>('POST', '/v1/watches', {
    batchId: stage.ids.uuid(),
    events: [event],
  })
  assert.deepEqual([status, body.accepted], [202, [eventId]])
}
