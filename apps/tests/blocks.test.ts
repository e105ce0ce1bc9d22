/** A block holds both ways on every face of the stage, on the very next page; who is blocked can't tell it from a profile
 *  that is not there, and taking it back brings everything back but the follows. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Client, type House, openHouse } from '../testing/house.ts'
import { faces } from './faces.ts'

const idOf = (client: Client): string => client.account?.id ?? assert.fail('this client is logged in')

interface Person {
  readonly client: Client
  readonly handle: string
  readonly clip: string
  readonly closed: string
  readonly sound: string
  /** Any of these in an answer is a trace of them. */
  readonly marks: readonly string[]
}

async function makes(house: House, handle: string): Promise<Person> {
  const client = await house.person(handle)
  const { id: clip } = await house.posts(client, { caption: `senja dari ${handle} #senja` })
  const { id: closed } = await house.posts(client, { caption: `untuk ${handle}`, visibility: 'subscribers' })
  const { body } = await client.call<{ sound: { id: string } }>('POST', `/v1/videos/${clip}/sound`)
  await house.stage.jobs.drain()
  const sound = body.sound.id
  return { client, handle, clip, closed, sound, marks: [idOf(client), `"${handle}"`, clip, closed, sound] }
}

/** What is left of the second that the first one meets: the faces that hold one of their marks. What was asked for is no
 *  mark where it only comes back in a refusal. */
async function traces(viewer: Client, of: Person): Promise<string[]> {
  const found: string[] = []
  for (const path of faces({ ...of, clips: [of.clip, of.closed] })) {
    const { status, raw } = await viewer.call('GET', path)
    const text = raw.toString()
    if (status < 400 && of.marks.some((mark) => text.includes(mark))) found.push(path)
  }
  return found
}

const code = ({ status, body }: { status: number; body: { error?: { code: string } } | null }) =>
  `${status} ${body?.error?.code ?? ''}`

test('a block leaves no trace of either to the other, and taking it back restores all', async (t) => {
  const house = await openHouse(t)
  const sari = await makes(house, 'sari.senja')
  const budi = await makes(house, 'budi.pagi')
  const wati = await house.person('wati')
  await house.stage.search.refresh()
  await house.stage.search.measureHeat()
  await sari.client.call('PUT', `/v1/profiles/${budi.handle}/follow`)
  await budi.client.call('PUT', `/v1/profiles/${sari.handle}/follow`)
  await budi.client.call('PUT', `/v1/videos/${sari.clip}/like`)
  await budi.client.call('PUT', '/v1/tastes/wishes', { kind: 'creator', subject: idOf(sari.client) })
  await budi.client.call('PUT', '/v1/tastes/wishes', { kind: 'video', subject: sari.clip })
  await budi.client.call('PUT', '/v1/tastes/wishes', { kind: 'sound', subject: sari.sound })
  assert.ok((await traces(budi.client, sari)).length > 12, 'they met in many places')
  await budi.client.call('DELETE', '/v1/tastes')
  const before = [await traces(sari.client, budi), await traces(budi.client, sari)]
  assert.deepEqual(
    ['/v1/feed', '/v1/search?q=senja', '/v1/tags/senja/videos'].map((path) => before[0]?.includes(path)),
    [true, true, true],
  )

  assert.equal((await sari.client.call('PUT', '/v1/profiles/budi.pagi/block')).status, 200)
  // Their own choice is told to those who made it, with the name alone.
  const known = ['/v1/profiles/budi.pagi', '/@budi.pagi']
  assert.deepEqual(
    (await traces(sari.client, budi)).filter((path) => !known.includes(path)),
    [],
  )
  assert.deepEqual(await traces(budi.client, sari), [])
  const ours = (await traces(wati, sari)).length
  assert.ok(ours > 12 && (await traces(wati, budi)).length === ours, 'nobody else is meant')
  assert.equal(await house.stage.social.isFollower(idOf(budi.client), idOf(sari.client)), false)
  assert.equal(await house.stage.social.isFollower(idOf(sari.client), idOf(budi.client)), false)
  assert.equal(await house.stage.social.countDrift(), 0)

  assert.equal((await sari.client.call('DELETE', '/v1/profiles/budi.pagi/block')).status, 200)
  const followed = (path: string) => path.startsWith('/v1/tastes')
  const after = [await traces(sari.client, budi), await traces(budi.client, sari)]
  assert.deepEqual(
    after.map((paths) => paths.filter((path) => !followed(path))),
    before.map((paths) => paths.filter((path) => !followed(path))),
  )
  assert.equal(await house.stage.social.isFollower(idOf(budi.client), idOf(sari.client)), false)
})

test('who is blocked gets the answers for what is not there, and no money passes', async (t) => {
  const house = await openHouse(t, { fakeGateway: true })
  const sari = await makes(house, 'sari.senja')
  const budi = await makes(house, 'budi.pagi')
  await sari.client.call('PUT', '/v1/me/plan', { priceIdr: '20000', perks: 'Klip', on: true })
  await sari.client.call('PUT', `/v1/profiles/${budi.handle}/block`)
  const { ids } = house.stage
  const asks = (handle: string, clip: string, sound: string) =>
    [
      ['GET', `/v1/profiles/${handle}`],
      ['GET', `/v1/profiles/${handle}/videos`],
      ['GET', `/v1/profiles/${handle}/plan`],
      ['GET', `/v1/profiles/${handle}/supporters`],
      ['PUT', `/v1/profiles/${handle}/follow`],
      ['DELETE', `/v1/profiles/${handle}/follow`],
      ['PUT', `/v1/profiles/${handle}/block`],
      ['DELETE', `/v1/profiles/${handle}/block`],
      ['GET', `/v1/videos/${clip}`],
      ['GET', `/v1/videos/${clip}/lock`],
      ['GET', `/v1/videos/${clip}/extras`],
      ['PUT', `/v1/videos/${clip}/like`],
      ['DELETE', `/v1/videos/${clip}/like`],
      ['POST', `/v1/videos/${clip}/sound`],
      ['GET', `/v1/sounds/${sound}`],
      ['GET', `/v1/sounds/${sound}/videos`],
      ['GET', `/@${handle}`],
      ['GET', `/v/${clip}`],
      ['POST', '/v1/gifts', { giftId: ids.uuid(), item: 'mawar', count: 1, handle }],
      ['POST', '/v1/gifts', { giftId: ids.uuid(), item: 'mawar', count: 1, videoId: clip }],
      ['POST', '/v1/tips', { tipId: ids.uuid(), amountIdr: '10000', method: 'bank-transfer', handle }],
      ['POST', '/v1/subscriptions', { subscriptionId: ids.uuid(), handle, method: 'bank-transfer' }],
    ] as const
  const answers = async (list: ReturnType<typeof asks>): Promise<string[]> => {
    const said: string[] = []
    for (const [method, path, body] of list) {
      const answer = await budi.client.call(method, path, body)
      said.push(`${method} ${path.replace(/[0-9a-f-]{36}|[a-z]+\.[a-z]+/g, '…')} ${code(answer)}`)
    }
    return said
  }
  const gone = ids.uuid()
  const there = await answers(asks(sari.handle, sari.clip, sari.sound))
  assert.deepEqual(there, await answers(asks('tidak.ada', gone, gone)))
  assert.ok(there.filter((one) => / 4\d\d /.test(one)).length > 15)
  const uses = { uploadId: gone, caption: '', credit: { kind: 'duet', videoId: sari.clip } }
  assert.notEqual((await budi.client.call('POST', '/v1/videos', uses)).status, 201)
})

test('a viewer who blocks everyone gets an empty page, and finds them in their list', async (t) => {
  const house = await openHouse(t)
  const sari = await makes(house, 'sari.senja')
  const viewer = await house.person('penonton')
  await viewer.call('PUT', `/v1/profiles/${sari.handle}/block`)
  const { body } = await viewer.call<{ slots: unknown[] }>('GET', '/v1/feed')
  assert.deepEqual(body.slots, [])
  const { blocked } = (await viewer.call<{ blocked: { handle: string }[] }>('GET', '/v1/blocks')).body
  assert.deepEqual(
    blocked.map(({ handle }) => handle),
    [sari.handle],
  )
})
