import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keepReading } from './keep-reading.ts'
import { pageTimeFrom } from './page-time.ts'

const line = (bound: string, count: number, route = '/v1/feed', status = '2xx'): string =>
  `http_request_seconds_bucket{le="${bound}",route="${route}",status="${status}"} ${count}`

test('page times lie between the bounds of their buckets', () => {
  const text = [
    '# TYPE http_request_seconds histogram',
    line('0.01', 50),
    line('0.05', 90),
    line('0.1', 100),
    line('+Inf', 100),
    line('0.01', 1_000, '/v1/me'),
    line('0.01', 1_000, '/v1/feed', '5xx'),
  ].join('\n')
  const told = pageTimeFrom(text)
  assert.equal(told?.p50, 10)
  assert.ok(Math.abs((told?.p99 ?? 0) - 95) < 1e-9)
  assert.equal(pageTimeFrom(''), null)
})

test('a reading is shared, kept for ten seconds, and longer where it took long', async () => {
  let now = 0
  let reads = 0
  let takes = 100
  const ask = keepReading(
    async () => {
      now += takes
      return ++reads
    },
    () => now,
  )
  assert.deepEqual(await Promise.all([ask(), ask()]), [1, 1])
  now += 9_999
  assert.equal(await ask(), 1)
  now += 1
  takes = 2_000
  assert.equal(await ask(), 2)
  now += 39_999
  assert.equal(await ask(), 2)
  now += 1
  assert.equal(await ask(), 3)
})
