import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { fakeClock, seededIds, testDatabase, testHttp } from '../../../platform/testing/index.ts'
import { type Account, accountId } from '../../identity/index.ts'
import { anAccount, testIdentity } from '../../identity/testing.ts'
import { blocksMax } from '../block.ts'
import { createSocial, mountSocial } from '../index.ts'

async function stage(t: TestContext) {
  const clock = fakeClock('2026-11-23T03:00:00Z')
  const ids = seededIds(t.name, clock)
  const db = await testDatabase(t, { modules: ['identity', 'social'] })
  const identity = testIdentity({ db, clock, ids })
  const outdated: string[] = []
  const social = createSocial({
    db,
    clock,
    canSee: async () => true,
    outdate: async (_, accountIds) => () => void outdated.push(...accountIds),
  })
  const http = await testHttp(t, clock)
  mountSocial(http, social, identity)
  const people: Account[] = []
  for (const handle of ['sari', 'budi', 'wati']) people.push(await anAccount(identity, handle))
  const as = (account: Account | null) => http.as({ account: account && { ...account, roles: new Set() } })
  const code = async (method: string, path: string) => {
    const { status, body } = await http.call<{ error?: { code: string } }>(method, path)
    return body.error?.code ?? status
  }
  return { clock, ids, social, http, people, as, code, outdated }
}

test('a block is the same from both ends, and no follow lies across it, whatever is done in whatever order', async (t) => {
  const { social, people, ids, clock } = await stage(t)
  const step = fc.record({
    from: fc.nat(2),
    to: fc.nat(2),
    does: fc.constantFrom('block', 'unblock', 'follow', 'unfollow'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
      const run = people.map(({ id }) => id)
      const blocks = new Set<string>()
      const follows = new Set<string>()
      for (const one of run) for (const other of run) if (one !== other) await social.unblock(one, other)
      for (const one of run) for (const other of run) if (one !== other) await social.unfollow(one, other)
      for (const { from, to, does } of steps) {
        const [one, other] = [run[from], run[to]]
        if (!one || !other || one === other) continue
        clock.advance(1000)
        await social[does](one, other)
        const [there, back] = [`${one} ${other}`, `${other} ${one}`]
        const isApart = blocks.has(there) || blocks.has(back)
        if (does === 'unblock') blocks.delete(there)
        if (does === 'unfollow') follows.delete(there)
        if (does === 'follow' && !isApart) follows.add(there)
        if (does === 'block') {
          blocks.add(there)
          follows.delete(there)
          follows.delete(back)
        }
      }
      for (const one of run) {
        const others = run.filter((id) => id !== one)
        const apart = others.filter((other) => blocks.has(`${one} ${other}`) || blocks.has(`${other} ${one}`))
        assert.deepEqual([...(await social.apartAmong(one, run))].sort(), apart.toSorted())
        assert.deepEqual([...(await social.apartFrom(one))].sort(), apart.toSorted())
        const own = (await social.blocked(one, undefined, 9)).map(({ id }) => id)
        assert.deepEqual(own.sort(), others.filter((other) => blocks.has(`${one} ${other}`)).sort())
        for (const other of others)
          assert.equal(await social.isFollower(one, other), follows.has(`${one} ${other}`))
      }
      assert.equal(await social.countDrift(), 0)
    }),
    { numRuns: 15 },
  )
  assert.deepEqual([...(await social.apartAmong(undefined, [ids.uuid()]))], [], 'a visitor is nobody')
})

test('a follow at the moment of a block does not outlive it', async (t) => {
  const { social, people } = await stage(t)
  const [sari, budi] = people
  assert.ok(sari && budi)
  for (let round = 0; round < 8; round++) {
    await Promise.all([social.follow(budi.id, sari.id), social.block(sari.id, budi.id)])
    assert.equal(await social.isFollower(budi.id, sari.id), false)
    await social.unblock(sari.id, budi.id)
  }
  assert.equal(await social.countDrift(), 0)
})

test('twice is once; who is blocked reads what a stranger to the stage would; whoever blocks reads the name alone', async (t) => {
  const { social, http, people, as, code, outdated } = await stage(t)
  const [sari, budi] = people
  assert.ok(sari && budi)
  assert.equal(await code('PUT', '/v1/profiles/budi/block'), 'login_required')
  as(sari)
  await social.follow(budi.id, sari.id)
  for (let round = 0; round < 2; round++)
    assert.deepEqual((await http.call('PUT', '/v1/profiles/budi/block')).body, { blocked: true })
  assert.deepEqual(outdated, [sari.id, budi.id], 'told once, of both')
  assert.equal(await code('PUT', '/v1/profiles/sari/block'), 'own_block')
  assert.equal(await code('PUT', '/v1/profiles/budi/follow'), 'blocked_by_you')
  const { profile } = (await http.call<{ profile: Record<string, unknown> }>('GET', '/v1/profiles/budi')).body
  const { blocked, bio, followers, following, followed } = profile
  assert.deepEqual([blocked, bio, followers, following, followed], [true, '', 0, 0, false])
  as(budi)
  for (const [method, tail] of [
    ['GET', ''],
    ['PUT', '/follow'],
    ['DELETE', '/follow'],
    ['PUT', '/block'],
    ['DELETE', '/block'],
  ] as const) {
    assert.equal(await code(method, `/v1/profiles/sari${tail}`), 'profile_not_found', `${method} ${tail}`)
    assert.equal(await code(method, `/v1/profiles/nihil${tail}`), 'profile_not_found', `${method} ${tail}`)
  }
  as(sari)
  for (let round = 0; round < 2; round++)
    assert.deepEqual((await http.call('DELETE', '/v1/profiles/budi/block')).body, { blocked: false })
  assert.equal(outdated.length, 4)
})

test('the list of the blocked comes in pages, the latest first, and has an end', async (t) => {
  const { social, http, people, as, ids, clock } = await stage(t)
  const [sari, budi, wati] = people
  assert.ok(sari && budi && wati)
  as(sari)
  for (const other of [budi, wati]) {
    await social.block(sari.id, other.id)
    clock.advance(1000)
  }
  interface Page {
    blocked: { handle: string }[]
    nextCursor: string | null
  }
  const first = (await http.call<Page>('GET', '/v1/blocks?limit=1')).body
  const rest = (await http.call<Page>('GET', `/v1/blocks?limit=1&cursor=${first.nextCursor}`)).body
  assert.deepEqual(
    [first, rest].map(({ blocked, nextCursor }) => [blocked[0]?.handle, nextCursor === null]),
    [
      ['wati', false],
      ['budi', true],
    ],
  )
  for (let n = 2; n < blocksMax; n++) await social.block(sari.id, accountId(ids.uuid()))
  await assert.rejects(social.block(sari.id, accountId(ids.uuid())), /too_many_blocks/)
  await social.block(sari.id, budi.id)
  assert.equal((await social.apartFrom(sari.id)).size, blocksMax)
})
