/** What people do on a stage while it breaks: they upload, watch, pay in. Each keeps a record of what the stage has
 *  promised them, to be held against what is there in the end. */
import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { adminRoutes } from '../../modules/admin/contract.ts'
import { adsRoutes } from '../../modules/ads/contract.ts'
import { feedRoutes, type zSlot } from '../../modules/feed/contract.ts'
import { playbackRoutes } from '../../modules/playback/contract.ts'
import { videosRoutes } from '../../modules/videos/contract.ts'
import { clipSeconds, type ClipFile } from './distinct-clips.ts'
import type { Heard, PatientClient } from './patient-client.ts'
import type { Chance } from './seeded-random.ts'

type Slot = z.output<typeof zSlot>

/** What was acknowledged. */
export interface Promises {
  readonly uploads: { readonly uploadId: string; readonly sha256: string; readonly videoId: string }[]
  /** Watch events by id: the clip's slot they belong to. */
  readonly watches: Map<string, Slot>
  /** The same reports sent once more, by whoever sent them. */
  readonly echoes: (() => Promise<void>)[]
  /** Whole rupiah by top-up. */
  readonly topUps: Map<string, bigint>
}

export const noPromises = (): Promises => ({
  uploads: [],
  watches: new Map(),
  echoes: [],
  topUps: new Map(),
})

/** Opens an account, or logs in when an answer that was lost had opened it. */
export async function signsUp(client: PatientClient, handle: string): Promise<void> {
  const password = `kata sandi ${handle} 42`
  const opened = await client.call('POST', '/v1/accounts', { handle, displayName: handle, password })
  if (opened.status === 201) return
  assert.equal(codeOf(opened), 'handle_taken')
  assert.equal((await client.call('POST', '/v1/session', { handle, password })).status, 200)
}

export const codeOf = (heard: Heard): string | undefined => zError.safeParse(heard.body).data?.error.code

const zError = z.object({ error: z.object({ code: z.string(), message: z.string().min(1) }) })
const tus = { 'tus-resumable': '1.0.0' }

/** Sends a file in parts, goes on where it stopped, and posts it. */
export async function posts(
  client: PatientClient,
  clip: ClipFile,
  chance: Chance,
  promises: Promises,
  options: { caption: string; visibility?: 'public' | 'unlisted' },
): Promise<string> {
  const size = clip.content.length
  const made = await client.call('POST', '/v1/uploads', undefined, { ...tus, 'upload-length': String(size) })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const path = made.headers.get('location') ?? ''
  const part = Math.ceil(size / chance.between(2, 5))
  for (let offset = 0; offset < size; ) {
    const end = Math.min(size, offset + part)
    const sent = await client.once('PATCH', path, clip.content.subarray(offset, end), {
      ...tus,
      'content-type': 'application/offset+octet-stream',
      'upload-offset': String(offset),
    })
    if (sent?.status === 204) {
      offset = Number(sent.headers.get('upload-offset'))
      assert.equal(offset, end)
      await pause(chance.between(0, 120))
      continue
    }
    // The answer was lost, or another try of ours got further than we know: ask.
    assert.ok(sent === undefined || sent.status === 409, `${sent?.status} ${JSON.stringify(sent?.body)}`)
    const head = await client.call('HEAD', path, undefined, tus)
    assert.equal(head.status, 200)
    offset = Number(head.headers.get('upload-offset'))
    await pause(100)
  }
  const uploadId = path.split('/').at(-1) ?? ''
  const { caption, visibility = 'public' } = options
  const posted = await client.call('POST', '/v1/videos', { uploadId, caption, visibility })
  assert.equal(posted.status, 201, JSON.stringify(posted.body))
  const videoId = videosRoutes.post.reply.parse(posted.body).video.id
  promises.uploads.push({ uploadId, sha256: clip.sha256, videoId })
  return videoId
}

export async function untilPlayable(client: PatientClient, videoId: string): Promise<void> {
  for (let waited = 0; waited < 90_000; waited += 100) {
    const heard = await client.call('GET', `/v1/videos/${videoId}`)
    // Its owner sees it in every state; anyone else once it is published.
    if (heard.status !== 404) {
      assert.equal(heard.status, 200, JSON.stringify(heard.body))
      const { card, own } = videosRoutes.read.reply.parse(heard.body)
      if (card) return
      assert.notEqual(own?.state, 'refused', JSON.stringify(own?.reason))
    }
    await pause(150)
  }
  assert.fail(`video ${videoId} did not become playable`)
}

/** One visit: a page of the feed, watched to the end, reported in batches. */
export async function watches(client: PatientClient, chance: Chance, promises: Promises): Promise<void> {
  const page = await client.call('GET', '/v1/feed')
  assert.equal(page.status, 200, JSON.stringify(page.body))
  const { slots } = feedRoutes.readFeed.reply.parse(page.body)
  await pause(clipSeconds * 1000 - 1_900) // two seconds of slack are allowed for
  const reports = slots.map((slot) => {
    const watched = Math.min(slot.video.durationMs, clipSeconds * 1000)
    const event = {
      eventId: chance.uuid(),
      ticket: slot.ticket,
      ranges: [[0, watched]],
      playedMs: watched,
      visible: true,
      at: new Date().toISOString(),
    }
    return { slot, event }
  })
  const perBatch = chance.between(2, 6)
  for (let at = 0; at < reports.length; at += perBatch) {
    const some = reports.slice(at, at + perBatch)
    const batch = { batchId: chance.uuid(), events: some.map(({ event }) => event) }
    const send = async (): Promise<void> => {
      const { status, body } = await client.call('POST', '/v1/watches', batch)
      assert.equal(status, 202, JSON.stringify(body))
      const { accepted, refused } = playbackRoutes.reportWatches.reply.parse(body)
      assert.deepEqual(refused, [])
      assert.deepEqual(accepted.toSorted(), some.map(({ event }) => event.eventId).toSorted())
    }
    // Beacon and retry may travel at the same time, and an acknowledgement may be lost on the way.
    await (chance.happens(0.25) ? Promise.all([send(), send()]) : send())
    if (chance.happens(0.2)) await send()
    promises.echoes.push(send)
    for (const { event, slot } of some) promises.watches.set(event.eventId, slot)
  }
}

/** A merchant asks and transfers, the operator confirms what the bank shows. Both may have to ask twice. */
export async function topsUp(
  merchant: PatientClient,
  operator: PatientClient,
  amountIdr: string,
  promises: Promises,
): Promise<void> {
  const asked = async () => {
    const list = await merchant.call('GET', '/v1/merchant/top-ups')
    return adsRoutes.listTopUps.reply.parse(list.body).topUps.find((one) => one.amountIdr === amountIdr)
  }
  let topUp: Awaited<ReturnType<typeof asked>>
  while (!topUp) {
    const heard = await merchant.once('POST', '/v1/merchant/top-ups', { amountIdr })
    topUp = heard?.status === 201 ? adsRoutes.requestTopUp.reply.parse(heard.body).topUp : await asked()
    if (!topUp) await pause(200)
  }
  const path = `/v1/admin/top-ups/${topUp.id}/confirm`
  const confirm = () => operator.call('POST', path, { bankReference: `bank ${amountIdr}` })
  for (const heard of await Promise.all([confirm(), confirm()])) {
    assert.equal(heard.status, 200, JSON.stringify(heard.body))
    assert.equal(adminRoutes.confirmTopUp.reply.parse(heard.body).topUp.state, 'confirmed')
  }
  promises.topUps.set(topUp.id, BigInt(topUp.payableIdr))
}

/** @returns its id; a lost answer does not make a second one */
export async function opensCampaign(
  merchant: PatientClient,
  campaign: {
    videoId: string
    title: string
    cpmIdr: string
    dailyBudgetIdr: string
    totalBudgetIdr: string
  },
): Promise<string> {
  for (;;) {
    const body = { ...campaign, cta: 'chat', landingUrl: 'https://wa.me/6281200000000' }
    const heard = await merchant.once('POST', '/v1/campaigns', body)
    if (heard) {
      assert.equal(heard.status, 201, JSON.stringify(heard.body))
      return adsRoutes.openCampaign.reply.parse(heard.body).campaign.id
    }
    const list = await merchant.call('GET', '/v1/campaigns')
    const found = adsRoutes.listCampaigns.reply
      .parse(list.body)
      .campaigns.find((one) => one.title === campaign.title)
    if (found) return found.id
  }
}
