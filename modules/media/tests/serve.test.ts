/** What is served besides a clip's own files: parts, playlists, copies to take away; and what players tell. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import sharp from 'sharp'
import { createMetrics, temporaryFolder, testHttp } from '../../../platform/testing/index.ts'
import { assetId } from '../asset.ts'
import { mountMedia } from '../index.ts'
import { playerNotes } from '../serve/note-player.ts'
import { insertRendition } from '../store.ts'
import { aClip, anUpload } from '../testing.ts'
import { house, sari } from './house.ts'

async function served(t: TestContext) {
  const home = await house(t)
  const http = await testHttp(t, home.clock)
  mountMedia(http, home.media)
  const base = await http.listen(0, '127.0.0.1')
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(base + path, { method, headers, redirect: 'manual' })
  return { ...home, http, base, get }
}

test('a part is its owner’s alone: signed, ranged, never as a file of a clip', async (t) => {
  const s = await served(t)
  const { content } = await aClip(t, { size: '160x120' })
  const { assetId: id } = await anUpload(s.media, sari, content, 'clip.mp4', 'part')
  const asset = await s.assetOf({ assetId: id })
  const url = s.media.partUrl(asset) ?? assert.fail('a part has an address')
  const part = await s.get(url, { range: 'bytes=10-19' })
  assert.equal(part.status, 206)
  assert.deepEqual(Buffer.from(await part.arrayBuffer()), content.subarray(10, 20))
  assert.match(part.headers.get('content-type') ?? '', /^video\//)
  assert.match(part.headers.get('cache-control') ?? '', /^private/)
  assert.equal((await s.get(url.split('?')[0] ?? '')).status, 404)
  await s.db.transaction((tx) => s.media.setVisibility(tx, id, true))
  assert.equal((await s.get(url.split('?')[0] ?? '')).status, 404, 'also when someone opened it')
  const clip = await s.process((await aClip(t, { size: '160x120' })).content)
  await s.db.transaction((tx) => s.media.setVisibility(tx, clip.id, true))
  assert.equal((await s.get(`/media/${clip.id}/original`)).status, 404, 'a clip’s original is nobody’s')
})

test('several ranges are answered with the whole file', async (t) => {
  const s = await served(t)
  const clip = await s.process((await aClip(t, { size: '160x120' })).content)
  await s.db.transaction((tx) => s.media.setVisibility(tx, clip.id, true))
  const answer = await s.get(`/media/${clip.id}/source.mp4`, { range: 'bytes=0-9,20-29' })
  assert.equal(answer.status, 200)
  const whole = (await answer.arrayBuffer()).byteLength
  assert.equal(whole, clip.renditions.find((one) => one.name === 'source')?.bytes)
  const many = await s.get(`/media/${clip.id}/source.mp4`, {
    range: `bytes=${Array.from({ length: 500 }, (_, n) => `${n}-${n}`).join(',')}`,
  })
  assert.deepEqual([many.status, (await many.arrayBuffer()).byteLength], [200, whole])
})

test('a closed clip’s playlist carries the asker’s signature on, an open one’s is as it is', async (t) => {
  const s = await served(t)
  const clip = await s.process((await aClip(t, { size: '160x120' })).content)
  const text =
    '#EXTM3U\n#EXT-X-MAP:URI="360.cmaf.mp4",BYTERANGE="8@0"\n#EXTINF:1,\n360.cmaf.mp4\n#EXT-X-ENDLIST\n'
  const key = `media/${clip.id}/360.m3u8`
  const { bytes, sha256 } = await s.storage.write(key, Buffer.from(text))
  await s.db.transaction(async (tx) => {
    const shape = { width: 0, height: 0, bitrate: 0, detail: {} }
    const row = {
      name: 'hls',
      kind: 'hls',
      file: '360.m3u8',
      ...shape,
      bytes,
      sha256,
      storageKey: key,
    } as const
    await insertRendition(tx, assetId(clip.id), row, s.clock.now())
  })
  s.media.files.forget(clip.id)
  const signed = s.media.urls(clip, { signed: true }).posterUrl ?? ''
  const query = signed.slice(signed.indexOf('?'))
  const path = `/media/${clip.id}/360.m3u8`
  assert.equal((await s.get(path)).status, 404)
  const answer = await s.get(path + query)
  assert.equal(answer.headers.get('content-type'), 'application/vnd.apple.mpegurl')
  const body = await answer.text()
  assert.equal(body.split(query.slice(1)).length, 3, 'both addresses in it are signed')
  const head = await s.get(path + query, {}, 'HEAD')
  assert.equal(head.headers.get('content-length'), String(Buffer.byteLength(body)))
  const again = await s.get(path + query, { 'if-none-match': answer.headers.get('etag') ?? '' })
  assert.equal(again.status, 304)
  await s.db.transaction((tx) => s.media.setVisibility(tx, clip.id, true))
  assert.equal(await (await s.get(path)).text(), text)
})

test('where the store gives addresses out, askers are sent to it for no longer than they may ask', async (t) => {
  const s = await served(t)
  const clip = await s.process((await aClip(t, { size: '160x120' })).content)
  const asked: { seconds: number; type: string }[] = []
  s.storage.readUrl = async (key, options) => {
    asked.push(options)
    return `https://store.example/${key}?signed`
  }
  const [signed] = s.media.urls(clip, { signed: true }).renditions
  assert.ok(signed)
  const answer = await s.get(signed.url)
  assert.equal(answer.status, 302)
  assert.match(answer.headers.get('location') ?? '', /^https:\/\/store\.example\/media\//)
  assert.match(answer.headers.get('cache-control') ?? '', /^private, max-age=\d+$/)
  const head = await s.get(signed.url, {}, 'HEAD')
  assert.deepEqual(
    [head.status, head.headers.get('accept-ranges')],
    [200, 'bytes'],
    'its address is good for GET alone, so HEAD is answered here',
  )
  const end = Number(new URLSearchParams(signed.url.split('?')[1]).get('e'))
  s.clock.set(new Date((end - 600) * 1000).toISOString())
  assert.equal((await s.get(signed.url)).status, 302)
  assert.equal(asked[0]?.type, 'video/mp4')
  assert.ok((asked[0]?.seconds ?? 0) === 3600 && (asked[1]?.seconds ?? 9e9) < 3600, JSON.stringify(asked))
  assert.equal((await s.get(signed.url.replace(/s=./, 's=!'))).status, 404)
})

test('a copy to take away is made once, names its creator in the picture, and is for who was given the address', async (t) => {
  const s = await served(t)
  // Black all over: whatever is light in the copy was drawn there.
  const path = join(temporaryFolder(t), 'black.mp4')
  const input = ['-f', 'lavfi', '-i', 'color=black:s=360x640:r=25:d=2', '-f', 'lavfi', '-i', 'sine=f=440:d=2']
  const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', path]
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...input, ...encode])
  const clip = await s.process(readFileSync(path))
  const ask = async () =>
    s.media.askForDownload(await s.assetOf({ assetId: clip.id }), {
      handle: 'sari.senja',
      stageName: 'Panggung',
    })
  assert.equal((await ask()).state, 'making')
  assert.equal((await ask()).state, 'making')
  await s.jobs.drain()
  const { state, url } = await ask()
  assert.equal(state, 'ready')
  s.media.files.forget(clip.id)
  s.storage.readUrl = async (key) => `https://store.example/${key}?signed`
  const answer = await s.get(url ?? '')
  assert.equal(
    answer.status,
    200,
    'it comes from here, under its name, also where others are sent to the store',
  )
  assert.match(answer.headers.get('content-disposition') ?? '', /^attachment/)
  const copy = join(temporaryFolder(t), 'copy.mp4')
  writeFileSync(copy, Buffer.from(await answer.arrayBuffer()))
  const frame = execFileSync('ffmpeg', [
    '-v',
    'error',
    '-i',
    copy,
    '-frames:v',
    '1',
    '-f',
    'rawvideo',
    '-pix_fmt',
    'gray',
    '-',
  ])
  const light = frame.reduce((sum, value) => sum + (value > 160 ? 1 : 0), 0)
  assert.ok(light > 300 && light < frame.length * 0.1, `${light} light pixels`)
  const streams = execFileSync('ffprobe', [
    '-v',
    'error',
    '-show_entries',
    'stream=codec_name',
    '-of',
    'csv=p=0',
    copy,
  ])
  assert.deepEqual(String(streams).trim().split(/\s+/).sort(), ['aac', 'h264'])

  await s.db.transaction((tx) => s.media.setVisibility(tx, clip.id, true))
  assert.equal(
    (await s.get((url ?? '').split('?')[0] ?? '')).status,
    404,
    'open to watch is not open to take',
  )
  const named = s.media.urls(await s.assetOf({ assetId: clip.id }), { signed: false }).renditions
  assert.ok(
    named.every((one) => !one.url.includes('download')),
    'no player is offered the copy',
  )
})

test('a picture for a link is 1200 × 630, whatever the clip’s shape', async (t) => {
  const s = await served(t)
  for (const size of ['360x640', '640x360']) {
    const clip = await s.process((await aClip(t, { size })).content)
    const picture = await s.media.shareCard(clip, 'sari.senja')
    assert.ok(picture && picture.length < 200_000)
    const { width, height, format } = await sharp(picture).metadata()
    assert.deepEqual([width, height, format], [1200, 630, 'jpeg'])
  }
})

test('what players tell is counted, and nonsense is turned away', async (t) => {
  const s = await served(t)
  s.http.as({ account: null })
  const report = { fetchedBytes: 1000, playedBytes: 700, stalls: 1, drops: 1 }
  assert.equal((await s.http.call('POST', '/v1/player-reports', report)).status, 204)
  assert.equal((await s.http.call('POST', '/v1/player-reports', { ...report, stalls: -1 })).status, 400)
  assert.equal(
    (await s.http.call('POST', '/v1/player-reports', { ...report, fetchedBytes: 1e13 })).status,
    400,
  )
  const metrics = createMetrics()
  const note = playerNotes(metrics)
  note(report)
  note({ ...report, playedBytes: 5000 })
  const text = await metrics.text()
  assert.match(text, /media_player_fetched_bytes_total 2000/)
  assert.match(text, /media_player_wasted_bytes_total 300/)
})
