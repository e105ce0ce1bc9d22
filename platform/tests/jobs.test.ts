import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '../db/index.ts'
import { defineEvent } from '../events/index.ts'
import { defineJob } from '../jobs/index.ts'
import { testDatabase, testJobs } from '../testing/index.ts'

const greet = defineJob<{ name: string }>({ name: 'test.greet' })
const greeted = defineEvent<{ name: string }>('test.greeted')

test('a job exists exactly when its transaction committed', async (t) => {
  const db = await testDatabase(t, { modules: [] })
  const { jobs } = testJobs(t, db)
  const seen: string[] = []
  jobs.work(greet, async ({ name }) => {
    seen.push(name)
  })
  await db.transaction((tx) => jobs.send(tx, greet, { name: 'sari' }))
  await assert.rejects(
    db.transaction(async (tx) => {
      await jobs.send(tx, greet, { name: 'budi' })
      throw new Error('changed my mind')
    }),
  )
  assert.equal(await jobs.drain(), 1)
  assert.deepEqual(seen, ['sari'])
})

test('jobs of one key fold into one while it waits; jobs without a key do not', async (t) => {
  const db = await testDatabase(t, { modules: [] })
  const { jobs } = testJobs(t, db)
  const seen: string[] = []
  jobs.work(greet, async ({ name }) => {
    seen.push(name)
  })
  for (const name of ['a', 'b']) await jobs.send(db, greet, { name }, { key: 'same' })
  for (const name of ['c', 'd']) await jobs.send(db, greet, { name })
  await jobs.drain()
  assert.deepEqual(seen.sort(), ['a', 'c', 'd'])
})

test('an event reaches each subscriber, and drain follows what handlers cause', async (t) => {
  const db = await testDatabase(t, { modules: [] })
  const { jobs, events } = testJobs(t, db)
  const seen: string[] = []
  jobs.work(greet, async ({ name }) => {
    seen.push(`job ${name}`)
  })
  events.on(greeted, 'first', async ({ name }) => {
    seen.push(`first ${name}`)
    await jobs.send(db, greet, { name })
  })
  events.on(greeted, 'second', async ({ name }) => {
    seen.push(`second ${name}`)
  })
  await db.transaction((tx) => events.publish(tx, greeted, { name: 'sari' }))
  await jobs.drain()
  assert.deepEqual(seen.sort(), ['first sari', 'job sari', 'second sari'])
})

test('started jobs run within moments of their commit, and a failure is tried again', async (t) => {
  const db = await testDatabase(t, { modules: [] })
  const { jobs } = testJobs(t, db)
  const attempts: number[] = []
  const done = Promise.withResolvers<void>()
  jobs.work(greet, async (_, { attempt }) => {
    attempts.push(attempt)
    if (attempt === 0) throw new Error('not yet')
    done.resolve()
  })
  await jobs.start(['worker'])
  await jobs.send(db, greet, { name: 'sari' })
  await done.promise
  assert.deepEqual(attempts, [0, 1])
  assert.equal((await db.one(sql<{ a: number }>`select 1 as a`)).a, 1)
})

test('whoever brings one job waits for one of another’s two hundred, on every node', async (t) => {
  const db = await testDatabase(t, { modules: [] })
  const [one, other] = [testJobs(t, db).jobs, testJobs(t, db).jobs]
  const order: string[] = []
  for (const jobs of [one, other]) jobs.work(greet, async ({ name }) => void order.push(name))
  const send = (jobs: typeof one, name: string, owner: string) =>
    jobs.send(db, greet, { name }, { fairTo: owner })
  for (let at = 0; at < 200; at++) await send(at % 2 ? one : other, 'many', 'sari')
  await send(one, 'single', 'budi')
  await send(other, 'single', 'dewi')
  await one.drain()
  assert.equal(order.length, 202)
  assert.ok(
    order.lastIndexOf('single') <= 3,
    `they came at ${order.indexOf('single')} and ${order.lastIndexOf('single')}`,
  )
})

test('a crowd of newcomers does not hold up what waits, and an old burst is forgiven', async (t) => {
  const db = await testDatabase(t, { modules: [] })
  const { jobs } = testJobs(t, db)
  const order: string[] = []
  jobs.work(greet, async ({ name }) => {
    order.push(name)
    // With each job that is done, somebody new comes in.
    if (order.length < 40) await jobs.send(db, greet, { name: 'new' }, { fairTo: `new ${order.length}` })
  })
  for (let at = 0; at < 10; at++) await jobs.send(db, greet, { name: 'sari' }, { fairTo: 'sari' })
  await jobs.drain()
  assert.ok(order.lastIndexOf('sari') < order.length - 5, 'the last of ten is not the last of all')
  order.length = 40
  await jobs.send(db, greet, { name: 'budi' }, { fairTo: 'budi' })
  await jobs.send(db, greet, { name: 'sari' }, { fairTo: 'sari' })
  for (let at = 0; at < 5; at++) await jobs.send(db, greet, { name: 'budi' }, { fairTo: 'budi' })
  await jobs.drain()
  assert.ok(
    order.indexOf('sari', 40) <= 42,
    'who has nothing waiting is not charged for what was done before',
  )
})

test('many periodic jobs that fall due together all run, a few at a time', async (t) => {
  const db = await testDatabase(t, { modules: [] })
  const { jobs } = testJobs(t, db)
  const waiting = new Set(Array.from({ length: 24 }, (_, at) => `test.periodic-${at}`))
  const done = Promise.withResolvers<void>()
  let running = 0
  let most = 0
  for (const name of waiting)
    jobs.work(defineJob({ name, everySeconds: 1 }), async () => {
      most = Math.max(most, ++running)
      await db.one(sql<{ a: number }>`select 1 as a from pg_sleep(0.02)`)
      running--
      waiting.delete(name)
      if (waiting.size === 0) done.resolve()
    })
  await jobs.start(['worker'])
  await done.promise
  assert.ok(most <= 4, `${most} at once`)
})
