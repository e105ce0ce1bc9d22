import assert from 'node:assert/strict'
import { test } from 'node:test'
import { house } from './house.ts'

test('a region is said by the viewer, also without an account, holds at once, and is gone with everything else', async (t) => {
  const { http, as, tastes, wati, browser } = await house(t)
  const change = (region: string | null) =>
    http.call<{ settings: { region: string | null }; error?: { message: string } }>('PATCH', '/v1/tastes', {
      region,
    })
  const chosen = async () =>
    (await http.call<{ own: string | null; provinces: { code: string }[] }>('GET', '/v1/regions')).body
  for (const [account, key] of [
    [wati, wati.id],
    [undefined, browser],
  ] as const) {
    as(account)
    assert.equal((await chosen()).own, null)
    assert.equal((await change('ID-JB')).body.settings.region, 'ID-JB')
    assert.equal((await chosen()).own, 'ID-JB')
    assert.equal((await tastes.wishes(key)).region, 'ID-JB')
    const refused = await change('ID-ZZ')
    assert.equal(refused.status, 400)
    assert.match(refused.body.error?.message ?? '', /region: the code of a region/)
    assert.equal((await http.call('PATCH', '/v1/tastes', { learning: true })).status, 200)
    assert.equal((await chosen()).own, 'ID-JB', 'another switch leaves it')
  }
  assert.deepEqual((await tastes.viewersIn('ID-JB', 10)).sort(), [wati.id, browser].sort())
  assert.deepEqual(await tastes.viewersIn('ID-BA', 10), [])
  assert.equal((await change(null)).body.settings.region, null)
  assert.deepEqual(await tastes.viewersIn('ID-JB', 10), [wati.id])
  as(wati)
  await http.call('PATCH', '/v1/tastes', { learning: false })
  assert.deepEqual(await tastes.viewersIn('ID-JB', 10), [], 'who paused learning is not counted')
  await http.call('DELETE', '/v1/tastes')
  assert.equal((await chosen()).own, null)
})
