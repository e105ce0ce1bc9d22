/** What is 18+ is met by its owner, by operators and by those who said that they are 18 or older, and by nobody else on any
 *  face of the stage; what they say holds from the very next page on, both ways. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEvent } from '../../modules/playback/testing.ts'
import { type Client, type House, openHouse } from '../testing/house.ts'
import { faces } from './faces.ts'

const caption = 'senja untuk dewasa #senja'
const handle = 'sari.senja'

async function stage(house: House) {
  const sari = await house.person(handle)
  const clip = await house.posts(sari, { caption })
  const { body } = await sari.call<{ sound: { id: string } }>('POST', `/v1/videos/${clip.id}/sound`)
  await house.stage.jobs.drain()
  const asset = (await house.stage.media.assetState([clip.assetId])).get(clip.assetId)
  assert.ok(asset)
  const { posterUrl, renditions } = house.stage.media.urls(asset, { signed: false })
  const sound = body.sound.id
  const paths = [
    ...faces({ handle, clips: [clip.id], sound }),
    ...['embed', 'share'].map((page) => `/${page}/${clip.id}`),
    ...renditions.map(({ url }) => url),
    posterUrl ?? assert.fail('the clip has a poster'),
  ]
  /** The faces on which someone meets it: an answer that names it, shows its words, or is one of its files. */
  const meets = async (viewer: Client): Promise<string[]> => {
    const found: string[] = []
    for (const path of paths) {
      const { status, raw } = await viewer.call('GET', path)
      const isFile = path.startsWith('/media/') || path.startsWith('/share/')
      const text = raw.toString()
      const isShown = [clip.id, clip.assetId, 'untuk dewasa'].some((mark) => text.includes(mark))
      if (status < 400 && (isFile || isShown)) found.push(path.replace(clip.id, '…'))
    }
    return found
  }
  const takesIn = async () => {
    await house.stage.feed.refresh()
    await house.stage.search.refresh()
    await house.stage.search.measureHeat()
  }
  await takesIn()
  return { sari, clip, meets, takesIn }
}

const says = async (viewer: Client, isAdult: boolean): Promise<number> =>
  (await viewer.call('PUT', '/v1/tastes/age', { isAdult })).status

test('nobody meets what is 18+ but those for whom it is, on any face; the mark off, everyone does again', async (t) => {
  const house = await openHouse(t)
  const { sari, clip, meets, takesIn } = await stage(house)
  const budi = await house.person('budi')
  const operator = await house.person('penjaga', 'operator')
  const visitor = house.visitor()
  const everywhere = await meets(visitor)
  assert.ok(everywhere.length >= 14, everywhere.join(' '))

  const mark = { isAgeRestricted: true }
  assert.equal((await sari.call('PATCH', `/v1/videos/${clip.id}`, mark)).status, 200)
  await takesIn()
  for (const viewer of [visitor, budi]) {
    assert.deepEqual(await meets(viewer), [])
    const { locked } = (await viewer.call<{ locked: unknown }>('GET', `/v1/videos/${clip.id}/lock`)).body
    assert.deepEqual(locked, { why: 'age' }, 'the reason, and nothing of the clip')
    const page = (await viewer.call('GET', `/v/${clip.id}`)).raw.toString()
    assert.ok(!page.includes('untuk dewasa') && !page.includes(clip.assetId))
  }
  const own = [
    '/v1/videos/…',
    '/v1/videos/…/extras',
    '/v1/profiles/sari.senja/videos',
    '/v1/tags/senja/videos',
  ]
  const shown = (paths: readonly string[], among: readonly string[]) =>
    among.every((one) => paths.includes(one))
  assert.ok(shown(await meets(sari), own), 'its owner')
  assert.ok(shown(await meets(operator), own), 'an operator')

  assert.equal(await says(visitor, true), 401)
  assert.equal(await says(budi, true), 200)
  const adult = await meets(budi)
  assert.ok(shown(adult, [...own, '/v1/feed', '/v1/feed?first=…']), adult.join(' '))
  for (const path of adult)
    assert.doesNotMatch(
      path,
      /search|trending|oembed|embed|share|download|media|sounds/,
      'not there for anyone',
    )
  assert.equal(await says(budi, false), 200)
  assert.deepEqual(await meets(budi), [], 'taken back: on the very next page')

  const off = { isAgeRestricted: false }
  assert.equal((await sari.call('PATCH', `/v1/videos/${clip.id}`, off)).status, 200)
  await takesIn()
  assert.deepEqual(await meets(visitor), everywhere)
})

test('an operator’s mark is on record with its reason, which its creator reads and can’t take off', async (t) => {
  const house = await openHouse(t)
  const { sari, clip, meets, takesIn } = await stage(house)
  const operator = await house.person('penjaga', 'operator')
  const path = `/v1/admin/videos/${clip.id}/age`
  const ruling = { isAgeRestricted: true, reason: 'Kekerasan' }
  assert.equal((await sari.call('PUT', path, ruling)).status, 403)
  assert.equal((await operator.call('PUT', path, { ...ruling, reason: ' ' })).status, 400)
  const ruled = await operator.call<{ clip: { ageMarks: unknown }; rulings: unknown[] }>('PUT', path, ruling)
  assert.deepEqual(ruled.body.clip.ageMarks, { byOwner: false, stageReason: 'Kekerasan' })
  await takesIn()
  assert.deepEqual(await meets(house.visitor()), [])
  const studio = await sari.call<{ videos: { ageMarks: { stageReason: string | null } }[] }>(
    'GET',
    '/v1/studio/videos',
  )
  assert.equal(studio.body.videos[0]?.ageMarks.stageReason, 'Kekerasan')
  const refused = await sari.call('PATCH', `/v1/videos/${clip.id}`, { isAgeRestricted: false })
  assert.deepEqual([refused.status, refused.body.error.code], [409, 'age_mark_kept'])
  await operator.call('PUT', path, { isAgeRestricted: false, reason: 'Keliru' })
  const { body } = await operator.call<{ rulings: Record<string, unknown>[] }>('GET', '/v1/admin/age-rulings')
  assert.deepEqual(
    body.rulings.map((one) => [one['operator'], one['isAgeRestricted'], one['reason'], one['clip']]),
    [
      ['penjaga', false, 'Keliru', { caption, handle }],
      ['penjaga', true, 'Kekerasan', { caption, handle }],
    ],
  )
  assert.equal((await sari.call('GET', '/v1/admin/age-rulings')).status, 403)
})

test('a year of birth that says under age refuses the statement, and ends one that was made before', async (t) => {
  const house = await openHouse(t)
  const [ayu, dewi] = [await house.person('ayu'), await house.person('dewi')]
  const buys = (client: Client, birthYear: number, guardianConsent?: boolean) =>
    client.call('POST', '/v1/coins/purchases', {
      purchaseId: house.stage.ids.uuid(),
      packageId: 'koin-100',
      method: 'bank-transfer',
      birthYear,
      ...(guardianConsent ? { guardianConsent } : {}),
    })
  const stands = async (client: Client) => (await house.stage.tastes.wishes(client.account?.id ?? '')).isAdult
  assert.equal((await buys(ayu, 2012, true)).status, 201)
  const refused = await ayu.call('PUT', '/v1/tastes/age', { isAdult: true })
  assert.deepEqual([refused.status, refused.body.error.code], [403, 'age_contradicted'])
  assert.equal(await says(dewi, true), 200)
  assert.equal((await buys(dewi, 2012)).status, 422, 'a purchase that is refused tells nothing')
  assert.equal(await stands(dewi), true)
  assert.equal((await buys(dewi, 2012, true)).status, 201)
  assert.equal(await stands(dewi), false)
})

test('what is 18+ is paid like anything that was watched, and can not be promoted', async (t) => {
  const house = await openHouse(t)
  const { sari, clip, takesIn } = await stage(house)
  await sari.call('PATCH', `/v1/videos/${clip.id}`, { isAgeRestricted: true })
  await takesIn()
  const budi = await house.person('budi')
  await says(budi, true)
  const { slots } = (
    await budi.call<{ slots: { ticket: string; video: { id: string } }[] }>('GET', '/v1/feed')
  ).body
  const ticket = slots.find(({ video }) => video.id === clip.id)?.ticket ?? assert.fail('it was offered')
  house.clock.advance(20_000)
  const sent = await budi.call('POST', '/v1/watches', {
    batchId: house.stage.ids.uuid(),
    events: [anEvent(ticket, { ranges: [[0, clip.durationMs]], playedMs: clip.durationMs })],
  })
  assert.equal(sent.status, 202)
  await house.stage.playback.judgeDue()
  const counted = (await house.stage.playback.counters([clip.id])).get(clip.id)
  assert.deepEqual(counted, { plays: 1, views: 1, paidViews: 1 })
  const merchant = await house.person('pedagang', 'merchant')
  const advert = await house.posts(merchant)
  await merchant.call('PATCH', `/v1/videos/${advert.id}`, { isAgeRestricted: true })
  const campaign = await merchant.call('POST', '/v1/campaigns', {
    videoId: advert.id,
    title: 'Nasi uduk',
    cta: 'order',
    landingUrl: 'https://wa.me/628120000',
    cpmIdr: '20000',
    dailyBudgetIdr: '20000',
    totalBudgetIdr: '20000',
  })
  assert.equal(campaign.body.error.code, 'video_not_promotable')
})
