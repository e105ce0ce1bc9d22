import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rememberWishes } from './remember-wishes.ts'
import { noWishes, type Wishes } from './wish.ts'

/** A memory whose readings end when the test says so, and whose notices the test gives. */
function memory() {
  const readings: ((version: number) => void)[] = []
  let notice: (payload: string | undefined) => void = () => {}
  const remembered = rememberWishes(
    () =>
      new Promise<Wishes>((resolve) => {
        readings.push((version) => resolve({ ...noWishes, version }))
      }),
    {
      on(heard) {
        notice = heard
        return () => {}
      },
    },
  )
  const changed: string[] = []
  remembered.onChange((viewerKey) => changed.push(viewerKey))
  return { ...remembered, readings, changed, hear: (payload?: string) => notice(payload) }
}

test('a viewer is read once, and then known at once', async () => {
  const m = memory()
  const both = [m.wishes('a'), m.wishes('a')]
  assert.equal(m.readings.length, 1)
  m.readings[0]?.(1)
  assert.deepEqual(
    (await Promise.all(both)).map(({ version }) => version),
    [1, 1],
  )
  const known = m.wishes('a')
  assert.ok(!(known instanceof Promise) && known.version === 1)
})

test('a change that comes while wishes are read is not lost behind them', async () => {
  const m = memory()
  const old = m.wishes('a')
  m.forget('a')
  const fresh = m.wishes('a')
  assert.equal(m.readings.length, 2)
  m.readings[1]?.(2)
  await fresh
  m.readings[0]?.(1)
  await old
  const known = m.wishes('a')
  assert.ok(!(known instanceof Promise) && known.version === 2)
})

test('a notice of what is known already changes nothing; a newer one, a forgotten viewer and a broken line do', async () => {
  const m = memory()
  const read = async (version: number) => {
    const reading = m.wishes('a')
    m.readings.at(-1)?.(version)
    await reading
  }
  await read(5)
  m.hear('a 5')
  m.hear('b 9')
  assert.ok(!(m.wishes('a') instanceof Promise))
  for (const payload of ['a 6', 'a 0', undefined]) {
    m.changed.length = 0
    m.hear(payload)
    assert.deepEqual(m.changed, ['a'])
    await read(6)
  }
})
