/** Files that are several things at once, or point elsewhere: nothing but the file itself is ever read, and nobody is
 *  called. */
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { temporaryFolder } from '../../../platform/testing/index.ts'
import { fence, quiet } from '../probe/fence.ts'
import { runConfined, withoutNetwork } from '../probe/run-confined.ts'
import { aClip, anUpload } from '../testing.ts'
import { house, sari } from './house.ts'

/** Counts who calls. */
async function listener(t: TestContext): Promise<{ url: string; calls: () => number }> {
  let calls = 0
  const server = createServer((_, answer) => answer.end('#EXTM3U'))
  server.on('connection', () => calls++)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.after(() => new Promise((done) => server.close(done)))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls: () => calls }
}

const playlist = (...uris: string[]): string =>
  `#EXTM3U\n#EXT-X-TARGETDURATION:1\n${uris.map((uri) => `#EXTINF:1,\n${uri}\n`).join('')}#EXT-X-ENDLIST\n`
const master = (uri: string): string => `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n${uri}\n`

test('a file that points at addresses and other files gets neither', async (t) => {
  const home = await house(t)
  const { url, calls } = await listener(t)
  const secret = (await aClip(t, { size: '320x180', name: 'secret.ts' })).path
  const nested = join(temporaryFolder(t), 'nested.m3u8')
  await writeFile(nested, playlist(secret, `${url}/nested.ts`))
  const box = Buffer.from('\0\0\0\u0014ftypisom\0\0\u0002\0isom\n', 'latin1')
  const dash =
    '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT1S"><Period>' +
    `<AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>${url}/</BaseURL>` +
    '</Representation></AdaptationSet></Period></MPD>'
  const files: [string, Uint8Array][] = [
    ['an address', Buffer.from(playlist(`${url}/a.ts`))],
    ['a local file', Buffer.from(playlist(`file://${secret}`))],
    ['a local file by its bare name', Buffer.from(playlist(secret))],
    ['a nested playlist', Buffer.from(master(nested))],
    ['a nested playlist elsewhere', Buffer.from(master(`${url}/master.m3u8`))],
    [
      'other protocols',
      Buffer.from(playlist(`concat:${secret}|${secret}`, `subfile,,start,0,end,9,,:${secret}`)),
    ],
    ['the head of an MP4 before it', Buffer.concat([box, Buffer.from(playlist(`${url}/b.ts`, secret))])],
    ['a script', Buffer.from(`ffconcat version 1.0\nfile '${secret}'\nfile '${url}/c.ts'\n`)],
    ['a manifest', Buffer.from(dash)],
    ['a session', Buffer.from('v=0\r\nc=IN IP4 127.0.0.1\r\nm=video 5004 RTP/AVP 96\r\n')],
    ['a drawing', Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg"><image href="${url}/d.png"/></svg>`)],
  ]
  for (const [what, content] of files)
    for (const purpose of ['clip', 'sound'] as const) {
      const upload = await anUpload(home.media, sari, content, 'clip.mp4', purpose)
      await home.jobs.drain()
      const asset = await home.assetOf(upload)
      assert.equal(asset.state, 'refused', `${what}, ${purpose}`)
      assert.match(asset.reason?.code ?? '', /^media_(unreadable|truncated)$/, `${what}, ${purpose}`)
      assert.deepEqual(await home.storage.list(`media/${asset.id}`), [], `${what} left nothing behind`)
    }
  assert.equal(calls(), 0, 'nobody was called')
})

test('the fences stand behind each other: protocols where a reader of playlists slips in, the kernel behind both', async (t) => {
  const { url, calls } = await listener(t)
  const folder = temporaryFolder(t)
  const path = join(folder, 'list.m3u8')
  await writeFile(path, playlist(`${url}/a.ts`))
  const ask = (...command: [string, ...string[]]) =>
    runConfined({
      command,
      folder,
      wallMs: 20_000,
      cpuSeconds: 10,
      memoryBytes: 4 * 1024 ** 3,
      fileBytes: 1e6,
      stdoutBytes: 1e6,
      nice: 1,
      signal: new AbortController().signal,
    })
  const end = ['-f', 'null', '-']
  const listed = await ask('ffmpeg', ...quiet, ...fence(['hls', 'mpegts']), '-i', `file:${path}`, ...end)
  assert.equal(listed.kind, 'failed')
  assert.equal(calls(), 0, 'the list of protocols is enough')
  await ask('ffmpeg', ...quiet, '-i', `${url}/a.ts`, ...end)
  // In some containers the kernel gives no network of its own, and then this call goes through.
  assert.equal(calls(), withoutNetwork() === '' ? 1 : 0, 'nothing gets out of a network that is not there')
})
