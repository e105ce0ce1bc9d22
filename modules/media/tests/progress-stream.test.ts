import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import test, { type TestContext } from 'node:test'
import type { UploadState } from '../index.ts'
import { aClip } from '../testing.ts'
import { budi } from './house.ts'
import { as, file, stage } from './upload-stage.ts'

type Stage = Awaited<ReturnType<typeof stage>>

/** An open stream, and what it told so far. */
async function listen(t: TestContext, s: Stage, path: string) {
  const stop = new AbortController()
  t.after(() => stop.abort())
  const answer = await fetch(`${s.base}${path}/events`, {
    headers: { accept: 'text/event-stream' },
    signal: stop.signal,
  })
  const told: UploadState[] = []
  const ended = (async () => {
    let text = ''
    for await (const piece of answer.body ?? []) {
      text += new TextDecoder().decode(piece)
      for (let at = text.indexOf('\n\n'); at >= 0; at = text.indexOf('\n\n')) {
        const [, data] = /^event: state\ndata: (.*)$/m.exec(text.slice(0, at)) ?? []
        if (data) told.push(JSON.parse(data))
        text = text.slice(at + 2)
      }
    }
  })().catch(() => {})
  const until = async (what: string, holds: (state: UploadState) => boolean) => {
    for (let tries = 0; tries < 300; tries++) {
      const found = told.find(holds)
      if (found) return found
      await pause(20)
    }
    return assert.fail(
      `the stream told that ${what}; it told ${JSON.stringify(told.map((one) => one.stage))}`,
    )
  }
  return { answer, told, ended, until, stop: () => stop.abort() }
}

test('progress is told as it happens, from the first byte to the end, in words', async (t) => {
  const s = await stage(t)
  const { content } = await aClip(t, { seconds: 1, size: '320x180' })
  const path = await s.created(content.length)
  const heard = await listen(t, s, path)
  assert.equal(heard.answer.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  await heard.until('it is open', (one) => one.receivedBytes === 0 && one.stageText === 'Uploading')
  await s.patch(path, 0, new Uint8Array(content.subarray(0, 1000)))
  await heard.until('bytes came', (one) => one.receivedBytes === 1000)
  await s.patch(path, 1000, new Uint8Array(content.subarray(1000)))
  await heard.until('it arrived', (one) => one.state === 'received')
  await s.jobs.drain()
  await heard.until('it is ready', (one) => one.state === 'ready')
  // Nothing more will come: the server ends it.
  await heard.ended
  const again = await listen(t, s, path)
  await again.ended
  assert.deepEqual(
    again.told.map((one) => one.state),
    ['ready'],
  )
})

test('without asking for a stream the state is told once; a stranger is told nothing', async (t) => {
  const s = await stage(t)
  const path = await s.created(file.length)
  const once = await fetch(`${s.base}${path}/events`)
  assert.match(await once.text(), /^event: state\ndata: \{"uploadId"/)
  s.http.as(as(budi))
  assert.equal((await s.call('GET', `${path}/events`)).code, 'upload_not_found')
})

test('an account has a few streams, and closing one makes room; a server that stops ends them all', async (t) => {
  const s = await stage(t)
  const path = await s.created(file.length)
  const open = []
  for (let at = 0; at < 6; at++) open.push(await listen(t, s, path))
  const one = await listen(t, s, path)
  assert.equal(one.answer.status, 429)
  open[0]?.stop()
  let answer = await listen(t, s, path)
  for (let tries = 0; answer.answer.status === 429 && tries < 100; tries++) {
    await pause(10)
    answer = await listen(t, s, path)
  }
  assert.equal(answer.answer.status, 200)
  await s.http.close()
  await Promise.all([...open, answer].map((each) => each.ended))
})
