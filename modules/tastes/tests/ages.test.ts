import assert from 'node:assert/strict'
import test from 'node:test'
import { type Answer, house } from './house.ts'

type House = Awaited<ReturnType<typeof house>>

const state = async (h: House, isAdult: boolean) => {
  const { body } = await h.http.call<Answer>('PUT', '/v1/tastes/age', { isAdult })
  return body.error?.code ?? body.adultSince
}

test('who says that they are 18 or older is taken at their word from then on, until they take it back', async (t) => {
  const h = await house(t)
  const other = h.aNode()
  assert.equal((await other.wishes(h.wati.id)).isAdult, false)
  const heard = new Promise<void>((resolve) => other.onChange(() => resolve()))
  const since = h.clock.now().toISOString()
  assert.equal(await state(h, true), since)
  await heard
  assert.deepEqual(
    [(await h.tastes.wishes(h.wati.id)).isAdult, (await other.wishes(h.wati.id)).isAdult],
    [true, true],
  )
  const { version } = await h.tastes.wishes(h.wati.id)
  h.clock.advance(60_000)
  assert.equal(await state(h, true), since, 'twice is once, and keeps the first time')
  assert.equal((await h.read()).settings?.adultSince, since, 'it is told with all else that was said')
  const { body } = await h.http.call<Answer>('GET', '/v1/tastes/age')
  assert.equal(body.adultSince, since)
  assert.equal(await h.tastes.adultSince(h.budi.id), null)
  await h.http.call('PATCH', '/v1/tastes', { learning: false })
  assert.equal((await h.read()).settings?.adultSince, since, 'no other switch moves it')
  assert.equal(await state(h, false), null)
  const wishes = await h.tastes.wishes(h.wati.id)
  assert.ok(!wishes.isAdult && wishes.version > version, 'a page that was made before is stale')
  assert.equal(await h.tastes.adultSince(h.wati.id), null)
  h.as(undefined)
  assert.equal(await state(h, true), 'login_required', 'a browser has no age')
})

test('who is known to be under age is refused, and one who becomes known loses what they said', async (t) => {
  const h = await house(t)
  h.minors.add(h.wati.id)
  assert.equal(await state(h, true), 'age_contradicted')
  assert.equal(await h.tastes.adultSince(h.wati.id), null)
  assert.equal(await state(h, false), null, 'there is nothing to contradict')
  h.as(h.budi)
  await state(h, true)
  assert.equal((await h.tastes.wishes(h.budi.id)).isAdult, true)
  const settle = await h.db.transaction((tx) => h.tastes.endAdult(tx, h.budi.id))
  settle()
  assert.deepEqual(
    [await h.tastes.adultSince(h.budi.id), (await h.tastes.wishes(h.budi.id)).isAdult],
    [null, false],
  )
  assert.equal((await h.read()).settings?.adultSince, null)
})

test('starting over and the erasure of an account leave nothing of it', async (t) => {
  const h = await house(t)
  await state(h, true)
  await h.http.call('DELETE', '/v1/tastes')
  assert.equal(await h.tastes.adultSince(h.wati.id), null)
  await state(h, true)
  await h.tastes.forget(h.wati.id)
  assert.deepEqual(
    [await h.tastes.adultSince(h.wati.id), (await h.read()).settings?.adultSince],
    [null, null],
  )
})
