/** Real clips by other people's encoders, where they lie beside the repository; the same kinds are made by ffmpeg in
 *  process.test.ts, so without them nothing is untested, only less varied. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Jobs } from '../../../platform/jobs/index.ts'
import { explainReason, type Media } from '../index.ts'
import { ladderJob } from '../jobs.ts'
import { aClip, anUpload } from '../testing.ts'
import { house, sari } from './house.ts'

const folder = fileURLToPath(new URL('../../../../shared/fixtures/video', import.meta.url))

/** What each is refused for; all others must play. */
const refusedFor: Readonly<Record<string, string>> = {
  'avatar.png': 'media_unreadable',
  'exif.jpg': 'media_unreadable',
  'sample.ogg': 'media_no_video',
  'video_short_0p.mp4': 'media_no_video',
  'video_short_fake.webm': 'media_unreadable',
  'video_very_long_10p.mp4': 'media_too_small',
}
const isText = (name: string): boolean => /\.(txt|srt|vtt)$/.test(name)

test('every clip plays or is refused in words', async (t) => {
  // The ladders of what plays already are not waited for: they are tested on shorter clips.
  let media: Media | undefined
  const withoutLadders = (jobs: Jobs): Jobs => ({
    ...jobs,
    work: (job, handler) =>
      jobs.work(job, async (payload, context) => {
        const id = 'assetId' in payload ? String(payload.assetId) : ''
        const asset = job.name === ladderJob.name ? (await media?.assetState([id]))?.get(id) : undefined
        if (asset?.state !== 'playable') await handler(payload, context)
      }),
  })
  const home = await house(t, {}, withoutLadders)
  media = home.media
  const clips = new Map([
    ['made.mp4', (await aClip(t, { size: '320x180' })).content],
    ['made.txt', Buffer.from('no video')],
  ])
  if (existsSync(folder))
    for (const name of readdirSync(folder)) clips.set(name, readFileSync(join(folder, name)))
  for (const [name, content] of clips) {
    const upload = await anUpload(home.media, sari, content, name)
    await home.jobs.drain()
    const asset = await home.assetOf(upload)
    const expected = isText(name) ? 'media_unreadable' : refusedFor[name]
    assert.equal(asset.reason?.code, expected, name)
    if (asset.reason) {
      for (const lang of ['id', 'en'] as const) assert.doesNotMatch(explainReason(asset.reason, lang), /[{}]/)
      continue
    }
    assert.ok(asset.state === 'playable' || asset.state === 'ready', name)
    assert.ok(
      asset.renditions.some((one) => one.kind === 'video') &&
        asset.renditions.some((one) => one.kind === 'poster'),
      name,
    )
  }
})
