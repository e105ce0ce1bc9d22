import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { diskStorage } from '../../../platform/storage/index.ts'
import { temporaryFolder, testDatabase } from '../../../platform/testing/index.ts'
import { findAssets } from '../store.ts'
import { aClip } from '../testing.ts'
import { names, sari } from './house.ts'
import { alive, parentOf, until } from './processes.ts'

const script = fileURLToPath(new URL('media-process.ts', import.meta.url))

async function start(
  t: TestContext,
  url: string,
  folder: string,
  ...roles: string[]
): Promise<{ child: ChildProcess; base: string }> {
  const child = spawn(process.execPath, [script, url, folder, sari, ...roles], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  let printed = ''
  child.stdout.on('data', (piece: Buffer) => {
    printed += piece.toString()
  })
  await until('it serves', () => printed.includes('\n') || child.exitCode !== null)
  return { child, base: printed.trim() }
}

async function killHard(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

const tus = { 'tus-resumable': '1.0.0' }
const step = (offset: number) => ({
  ...tus,
  'upload-offset': String(offset),
  'content-type': 'application/offset+octet-stream',
})

test('killed in mid-upload, after the last answer, and while encoding: nothing acknowledged is lost', async (t) => {
  const db = await testDatabase(t, { modules: ['media'], max: 3 })
  const folder = temporaryFolder(t)
  const { content } = await aClip(t, { size: '1280x720', rate: 30, seconds: 6 })
  const half = Math.floor(content.length / 2)

  const first = await start(t, db.url, folder)
  const created = await fetch(`${first.base}/v1/uploads`, {
    method: 'POST',
    headers: { ...tus, 'upload-length': String(content.length) },
  })
  const path = created.headers.get('location') ?? ''
  assert.equal(
    (
      await fetch(first.base + path, {
        method: 'PATCH',
        headers: step(0),
        body: new Uint8Array(content.subarray(0, half)),
      })
    ).status,
    204,
  )
  await killHard(first.child)

  const second = await start(t, db.url, folder)
  const head = await fetch(second.base + path, { method: 'HEAD', headers: tus })
  assert.equal(head.headers.get('upload-offset'), String(half))
  assert.equal(
    (
      await fetch(second.base + path, {
        method: 'PATCH',
        headers: step(half),
        body: new Uint8Array(content.subarray(half)),
      })
    ).status,
    204,
  )
  await killHard(second.child)

  const [row] = (await db.execute('select asset_id as id from media.upload')).rows
  const id = String(row?.id)
  const asset = async () => (await findAssets(db, [id]))[0] ?? assert.fail('the acknowledged upload is there')
  assert.equal((await asset()).sha256, createHash('sha256').update(content).digest('hex'))

  const third = await start(t, db.url, folder, 'worker', 'transcode')
  const encoders = () => alive([join(folder, 'work', 'scratch', id), 'libx264'], 'ffmpeg')
  await until('it encodes', () => encoders().length > 0)
  assert.equal((await asset()).state, 'playable')
  await killHard(third.child)
  await until('no ffmpeg is left', () => encoders().length === 0)

  // The queue waits for a heartbeat before it believes in a death; the test does not.
  await db.execute(`update jobs.job set state = 'retry', start_after = now() where state = 'active'`)
  await start(t, db.url, folder, 'worker', 'transcode')
  await until('the ladder is complete', async () => (await asset()).state === 'ready')
  assert.deepEqual(names(await asset()), ['360', '540', '720', 'poster', 'source'])
})

test('transcoders join and leave as they like: what a killed one held is made by another, and no half file is left', async (t) => {
  const db = await testDatabase(t, { modules: ['media'], max: 3 })
  const folder = temporaryFolder(t)
  const clips = [
    await aClip(t, { size: '1280x720', rate: 30, seconds: 5 }),
    await aClip(t, { size: '640x360' }),
  ]
  // One that receives and reads, and no encoder anywhere: everything is kept, and what fits plays.
  const { base } = await start(t, db.url, folder, 'worker')
  for (const { content } of clips) {
    const created = await fetch(`${base}/v1/uploads`, {
      method: 'POST',
      headers: { ...tus, 'upload-length': String(content.length) },
    })
    const path = base + (created.headers.get('location') ?? '')
    const sent = await fetch(path, { method: 'PATCH', headers: step(0), body: new Uint8Array(content) })
    assert.equal(sent.status, 204)
  }
  const ids = async () =>
    (await db.execute('select id from media.asset order by id')).rows.map((row) => String(row.id))
  const states = async () => (await findAssets(db, await ids())).map((asset) => asset.state)
  await until('both play', async () => (await states()).filter((state) => state === 'playable').length === 2)

  const [first, second] = [
    await start(t, db.url, folder, 'transcode'),
    await start(t, db.url, folder, 'transcode'),
  ]
  // The ladder of the large clip, in whoever's hands it is.
  const [large = ''] = await ids()
  const encoders = () => alive([join(folder, 'work', 'scratch', large), 'libx264'], 'ffmpeg')
  await until('one of them encodes it', () => encoders().length > 0)
  const [encoder = 0] = encoders()
  const worker = parentOf(parentOf(encoder))
  const [killed, left] = worker === first.child.pid ? [first, second] : [second, first]
  assert.equal(worker, killed.child.pid, 'the encoder belongs to one of them')
  await killHard(killed.child)
  await until('its ffmpeg is gone', () => !alive(['libx264'], 'ffmpeg').includes(encoder))
  assert.ok((await states()).includes('playable'), 'its work is not done')

  // The queue waits for a heartbeat before it believes in a death; the test does not.
  await db.execute(`
    update jobs.job set state = 'retry', start_after = now()
    where state = 'active' and name = 'media.ladder' and data ->> 'assetId' = '${large}'`)
  await until('both are complete', async () => (await states()).every((state) => state === 'ready'))
  const looked = async () => {
    const assets = await findAssets(db, await ids())
    return assets.every((asset) => asset.renditions.some((one) => one.kind === 'sprite'))
  }
  await until('both have their looks', looked)
  assert.equal(left.child.exitCode, null, 'the other one made it')
  left.child.kill('SIGTERM')
  const stored = diskStorage(join(folder, 'storage'))
  for (const asset of await findAssets(db, await ids())) {
    const rungs = asset.renditions.filter((one) => one.kind === 'video').map((one) => one.name)
    assert.equal(new Set(rungs).size, rungs.length, 'no rung was made twice')
    assert.ok(rungs.includes('360'))
    const named = asset.renditions.map((one) => one.storageKey).sort()
    assert.deepEqual(await stored.list(`media/${asset.id}`), named, 'every stored file is whole and named')
    for (const one of asset.renditions)
      assert.deepEqual(await stored.stat(one.storageKey), { bytes: one.bytes }, one.file)
  }
  const failed = (await db.execute(`select count(*)::int as n from jobs.job where state = 'failed'`)).rows
  assert.equal(failed[0]?.n, 0)
})
