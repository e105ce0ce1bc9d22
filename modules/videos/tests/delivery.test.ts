/** What goes with a clip elsewhere: extras, a copy to take away, the page for a frame, oEmbed. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { aVideo } from '../testing.ts'
import { house } from './house.ts'

interface Extras {
  covers: unknown[]
  captions: unknown[]
  downloadUrl: string | null
  sprite: { url: string } | null
  hlsUrl: string | null
}
interface Taken {
  download: { state: string; url: string | null; fileName: string }
  error?: { code: string }
}

test('extras are for those who may see the clip; covers for its owner alone', async (t) => {
  const h = await house(t)
  const open = await aVideo(t, h, h.sari.id)
  const shut = await aVideo(t, h, h.sari.id, { visibility: 'followers' })
  h.as(undefined)
  const seen = await h.http.call<Extras>('GET', `/v1/videos/${open.id}/extras`)
  assert.equal(seen.status, 200)
  assert.deepEqual(seen.body.covers, [])
  assert.equal(seen.body.downloadUrl, `/v1/videos/${open.id}/download`)
  assert.equal((await h.http.call('GET', `/v1/videos/${shut.id}/extras`)).status, 404)
  h.follow(h.budi, h.sari)
  h.as(h.budi)
  const followed = await h.http.call<Extras>('GET', `/v1/videos/${shut.id}/extras`)
  assert.deepEqual([followed.status, followed.body.downloadUrl], [200, null])
  h.as(h.sari)
  const own = await h.http.call<Extras>('GET', `/v1/videos/${shut.id}/extras`)
  assert.ok(own.body.covers.length > 0 && own.body.sprite?.url.includes('?e='), JSON.stringify(own.body))
})

test('a copy is given where the creator allows it, and to the creator always', async (t) => {
  const h = await house(t)
  const video = await aVideo(t, h, h.sari.id)
  const path = `/v1/videos/${video.id}/download`
  h.as(undefined)
  assert.equal((await h.http.call<Taken>('GET', path)).body.download.state, 'making')
  await h.jobs.drain()
  const ready = await h.http.call<Taken>('GET', path)
  assert.partialDeepStrictEqual(ready.body.download, { state: 'ready' })
  assert.match(ready.body.download.fileName, /^sari\.senja-[0-9a-f]{8}\.mp4$/)
  await h.videos.change(h.sari.id, video.id, { allow: { download: false } })
  const refused = await h.http.call<Taken>('GET', path)
  assert.deepEqual([refused.status, refused.body.error?.code], [403, 'download_not_allowed'])
  h.as(h.sari)
  assert.equal((await h.http.call<Taken>('GET', path)).body.download.state, 'ready')
  await h.videos.change(h.sari.id, video.id, { visibility: 'private' })
  h.as(h.budi)
  assert.equal((await h.http.call('GET', path)).status, 404)
})

test('the page for a frame plays what everyone with the address may see, sets no cookie and runs nothing', async (t) => {
  const h = await house(t)
  const unlisted = await aVideo(t, h, h.sari.id, {
    visibility: 'unlisted',
    caption: '<b>Senja</b> "di" Losari',
  })
  const shut = await aVideo(t, h, h.sari.id, { visibility: 'followers' })
  h.as(h.sari)
  const ask = (path: string) =>
    h.http.app.inject({ method: 'GET', url: path, headers: { 'accept-language': 'en' } })
  const page = await ask(`/embed/${unlisted.id}`)
  assert.equal(page.statusCode, 200)
  assert.equal(page.headers['set-cookie'], undefined)
  assert.match(page.body, /<video controls playsinline loop preload="none"/)
  assert.match(page.body, new RegExp(`href="/v/${unlisted.id}"`))
  assert.doesNotMatch(page.body, /<script|<b>|style=/)
  for (const path of [`/embed/${shut.id}`, '/embed/019aaaaa-0000-7000-8000-0000000000ff']) {
    const none = await ask(path)
    assert.deepEqual([none.statusCode, none.headers['cache-control']], [404, 'no-store'])
    assert.match(none.body, /This clip is not here/)
  }
  assert.equal((await ask('/embed/nonsense')).statusCode, 404)

  const picture = await ask(`/share/${unlisted.id}`)
  assert.deepEqual([picture.statusCode, picture.headers['content-type']], [200, 'image/jpeg'])
  const again = await h.http.app.inject({
    method: 'GET',
    url: `/share/${unlisted.id}`,
    headers: { 'if-none-match': String(picture.headers.etag) },
  })
  assert.equal(again.statusCode, 304)
  assert.equal((await ask(`/share/${shut.id}`)).statusCode, 404)

  const embed = await ask(
    `/oembed?url=${encodeURIComponent(`http://localhost/v/${unlisted.id}`)}&maxwidth=200`,
  )
  const { html, width } = embed.json<{ html: string; width: number }>()
  assert.match(html, new RegExp(`^<iframe src="http://localhost(:80)?/embed/${unlisted.id}"`))
  assert.ok(width <= 200)
  assert.equal(
    (await ask(`/oembed?url=${encodeURIComponent(`http://localhost/v/${shut.id}`)}`)).statusCode,
    404,
  )
})
