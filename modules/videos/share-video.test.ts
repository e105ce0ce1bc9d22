import assert from 'node:assert/strict'
import test from 'node:test'
import type { Card } from './make-card.ts'
import { embedPage } from './embed-page.ts'
import { oembed, shareMeta, videoIdIn } from './share-video.ts'

const origin = 'https://panggung.example'
const id = '019aaaaa-0000-7000-8000-000000000001'
const card: Card = {
  id,
  owner: { id, handle: 'sari', displayName: 'Sari "Senja" <b>' },
  caption: 'Senja <script>alert(1)</script>\nbaris dua',
  tags: [],
  mentions: [],
  visibility: 'unlisted',
  durationMs: 15_400,
  width: 1080,
  height: 1920,
  posterUrl: '/media/a/poster.webp',
  blurhash: null,
  renditions: [
    { name: '360', width: 360, height: 640, bitrate: 500_000, url: '/media/a/360.mp4' },
    { name: 'source', width: 1080, height: 1920, bitrate: 5_000_000, url: '/media/a/source.mp4' },
    {
      name: '720-av1',
      width: 720,
      height: 1280,
      bitrate: 900_000,
      url: '/media/a/720-av1.mp4',
      codec: 'av1',
    },
  ],
  createdAt: '2026-11-23T03:00:00.000Z',
}

test('a share card has whole addresses and the first line as its title', () => {
  const meta = shareMeta(card, origin)
  assert.equal(meta.title, 'Senja <script>alert(1)</script>')
  assert.equal(meta.url, `${origin}/v/${id}`)
  assert.deepEqual(meta.image, { url: `${origin}/share/${id}`, width: 1200, height: 630 })
  assert.equal(meta.poster?.url, `${origin}/media/a/poster.webp`)
  assert.equal(meta.player.url, `${origin}/embed/${id}`)
  assert.equal(meta.video?.url, `${origin}/media/a/source.mp4`)
  assert.equal(meta.isIndexed, false)
  assert.equal(shareMeta({ ...card, caption: '' }, origin).title, 'Sari "Senja" <b> (@sari)')
})

test('oEmbed fits the box that was asked for, and nothing in it is live markup', () => {
  const embed = oembed(card, origin, { maxWidth: 270 })
  assert.deepEqual([embed.width, embed.height], [270, 480])
  assert.doesNotMatch(embed.html, /<script|<b>/)
  assert.match(embed.html, /^<iframe src="https:[^<>"]+" width="270" height="480" [^<>]+><\/iframe>$/)
})

test('the page for a frame plays without any script, and nothing in it is live markup', () => {
  const shown: Card = { ...card, captions: [{ lang: 'id', url: '/v1/x?a=1&b="2' }] }
  const html = embedPage(shown, 'en', false)
  assert.doesNotMatch(html, /<script|<b>| on\w+=|style=|av1/)
  assert.match(html, /<source src="\/media\/a\/source.mp4" type="video\/mp4" media="\(min-width: 480px\)">/)
  assert.match(html, /<source src="\/media\/a\/360.mp4" type="video\/mp4">/)
  assert.match(html, /<track kind="captions" src="\/v1\/x\?a=1&#38;b=&#34;2" srclang="id"/)
  assert.match(html, /preload="none"/)
  assert.match(embedPage(shown, 'en', true), / autoplay muted/)
})

test('a frame shows captions in its own language first, each named in its own words', () => {
  const captions = ['jv', 'en', 'id-ID'].map((lang) => ({ lang, url: `/${lang}` }))
  const shown = (lang: 'id' | 'en') =>
    /<track[^>]+ default>/.exec(embedPage({ ...card, captions }, lang, false))
  assert.match(shown('id')?.[0] ?? '', /srclang="id-ID" label="Indonesia/)
  assert.match(shown('en')?.[0] ?? '', /srclang="en" label="English"/)
  const [first] = captions.map((one) => ({ ...card, captions: [one] }))
  assert.match(embedPage(first ?? card, 'en', false), /srclang="jv"[^>]+ default>/)
})

test('only addresses of our own videos are ours', () => {
  assert.equal(videoIdIn(`${origin}/v/${id}`, origin), id)
  assert.equal(videoIdIn(`${origin}/v/${id}/?x=1`, origin), id)
  for (const url of [
    `https://elsewhere.example/v/${id}`,
    `${origin}/v/x`,
    `${origin}/@sari`,
    'nonsense',
    `${origin}/x/v/${id}`,
  ])
    assert.equal(videoIdIn(url, origin), undefined)
})
