/** What a viewer says holds on the very next page of the feed, through the whole stage, on each of its nodes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Client, type House, openHouse } from '../testing/house.ts'
import { openAnotherNode } from './another-node.ts'
import { pageOf } from './watch.ts'

const ownersOn = async (client: Client): Promise<Set<string>> =>
  new Set((await pageOf(client)).map(({ video }) => video.owner.id))
const say = (client: Client, kind: string, subject: string) =>
  client.call('PUT', '/v1/tastes/wishes', { kind, subject })
const idOf = (client: Client): string => client.account?.id ?? assert.fail('this client is logged in')

async function withClips(house: House) {
  const creators: Client[] = []
  for (const handle of ['sari.senja', 'budi.99', 'wati.w']) {
    const creator = await house.person(handle)
    creators.push(creator)
    await house.posts(creator, { caption: `pagi dari ${handle} #pagi` })
    await house.posts(creator, { caption: `Kopi Súsu dari ${handle} #kopi` })
  }
  return creators
}

test('a creator, a tag, a word and a clip that someone does not want are not on the next page', async (t) => {
  const house = await openHouse(t)
  const creators = await withClips(house)
  const [sari, budi] = creators
  assert.ok(sari && budi)
  for (const viewer of [await house.person('penonton'), house.visitor()]) {
    assert.ok((await ownersOn(viewer)).has(idOf(sari)), 'it was there before')
    await say(viewer, 'creator', idOf(sari))
    for (let page = 0; page < 3; page++) assert.ok(!(await ownersOn(viewer)).has(idOf(sari)))
    await say(viewer, 'word', 'KOPI susu')
    const page = await pageOf(viewer)
    assert.ok(page.length > 0)
    assert.ok(page.every(({ video }) => !video.caption.includes('Kopi')))
    const one = page[0]?.video.id ?? ''
    await say(viewer, 'video', one)
    assert.ok((await pageOf(viewer)).every(({ video }) => video.id !== one))
    await say(viewer, 'tag', 'pagi')
    assert.equal((await pageOf(viewer)).length, 0, 'nothing is left that they want')
    for (const [kind, subject] of [
      ['tag', 'pagi'],
      ['word', 'kopi susu'],
      ['creator', idOf(sari)],
      ['video', one],
    ] as const)
      await viewer.call('DELETE', `/v1/tastes/wishes?${new URLSearchParams({ kind, subject })}`)
    assert.equal((await ownersOn(viewer)).size, creators.length, 'taken back: everyone is there again')
  }
})

test('another node’s next page knows within a second', async (t) => {
  const house = await openHouse(t)
  const creators = await withClips(house)
  const other = await openAnotherNode(t, house)
  const viewer = await house.person('penonton')
  const there = async (): Promise<string[]> => (await other.pageOf(viewer)).map(({ video }) => video.owner.id)
  // The first change may be met by a line that has only just been opened; the second one comes over it.
  for (const creator of creators.slice(0, 2)) {
    assert.ok((await there()).includes(idOf(creator)))
    const heard = new Promise<void>((resolve) => other.stage.tastes.onChange(() => resolve()))
    const began = performance.now()
    await say(viewer, 'creator', idOf(creator))
    await heard
    assert.ok(!(await there()).includes(idOf(creator)))
    assert.ok(performance.now() - began < 1000)
  }
})
