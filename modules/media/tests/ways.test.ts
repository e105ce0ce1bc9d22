/** A file that makes trouble is tried in other ways before it is refused, and its creator is told what was given up. */
import assert from 'node:assert/strict'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { temporaryFolder } from '../../../platform/testing/index.ts'
import { explainNotice } from '../index.ts'
import { aClip, anUpload } from '../testing.ts'
import { budi, house, names, sari } from './house.ts'

/** An ffmpeg that dies when its arguments match. @param when patterns of the shell's `case`, each with what then happens */
async function frailFfmpeg(t: TestContext, when: Readonly<Record<string, string>>): Promise<string> {
  const path = join(temporaryFolder(t), 'ffmpeg')
  const cases = Object.entries(when).map(([pattern, what]) => `${pattern}) ${what};;`)
  await writeFile(path, `#!/bin/sh\ncase "$*" in ${cases.join(' ')} esac\nexec ffmpeg "$@"\n`)
  await chmod(path, 0o755)
  return path
}

const small = { size: '320x180' }
const old = { ...small, name: 'a.avi', args: ['-c:v', 'mpeg4', '-c:a', 'mp3'] }

test('what can not be copied is encoded', async (t) => {
  const home = await house(t, { FFMPEG: await frailFfmpeg(t, { '*"-c:v copy"*': 'kill -SEGV $$' }) })
  const asset = await home.process((await aClip(t, small)).content)
  assert.deepEqual([asset.state, asset.way, names(asset)], ['ready', 'encode', ['360', 'poster']])
  assert.deepEqual(asset.notices, [], 'nothing was given up')
})

test('what crashes with many threads is made with one, concealing damage', async (t) => {
  const crash = { '*"-threads 1 "*libx264*': ':', '*libx264*': 'kill -SEGV $$' }
  const home = await house(t, { FFMPEG: await frailFfmpeg(t, crash) })
  const asset = await home.process((await aClip(t, old)).content)
  assert.deepEqual([asset.state, asset.way, names(asset)], ['ready', 'careful', ['360', 'poster']])
  assert.deepEqual(asset.notices, ['file_mended'])
})

test('what fails with its sound is made without', async (t) => {
  const home = await house(t, { FFMPEG: await frailFfmpeg(t, { '*"-c:a aac"*': 'exit 1' }) })
  const asset = await home.process((await aClip(t, old)).content)
  assert.deepEqual([asset.state, asset.way, names(asset)], ['ready', 'silent', ['360', 'poster']])
  assert.deepEqual(asset.notices, ['file_mended', 'sound_left_out'])
  for (const lang of ['id', 'en'] as const)
    for (const notice of asset.notices) assert.ok(explainNotice(notice, lang).length > 20)
})

test('a sound that nobody can hear does not go out with the picture, and its creator is told', async (t) => {
  const home = await house(t, { FFMPEG: await frailFfmpeg(t, { '*ebur128*': 'kill -SEGV $$' }) })
  const asset = await home.process((await aClip(t, small)).content)
  assert.deepEqual(
    [asset.state, names(asset), asset.notices],
    ['ready', ['poster', 'source'], ['sound_left_out']],
  )
  const source = asset.renditions.find((one) => one.name === 'source') ?? assert.fail()
  const bytes = await home.storage.withLocalFile(source.storageKey, (path) => readFile(path))
  assert.ok(!bytes.includes('mp4a'), 'no track of sound is in it')
})

test('nobody waits for loudness: what fits plays first, and a sound that turns out mute goes when it is heard', async (t) => {
  const home = await house(t, { FFMPEG: await frailFfmpeg(t, { '*ebur128*': 'kill -SEGV $$' }) })
  const upload = await anUpload(home.media, sari, (await aClip(t, { size: '640x360' })).content)
  await home.jobs.drain(['worker'])
  const before = await home.assetOf(upload)
  assert.deepEqual([before.state, before.listenedAt], ['playable', undefined])
  await home.jobs.drain()
  const asset = await home.assetOf(upload)
  assert.deepEqual([asset.state, asset.notices], ['ready', ['sound_left_out']])
  const offered = home.media.urls(asset, { signed: false }).renditions
  assert.deepEqual(offered.map((one) => [one.name, one.url.split('/').at(-1)]).sort(), [
    ['360', '360.mp4'],
    ['source', 'silent.mp4'],
  ])
  for (const { file, storageKey } of asset.renditions.filter((one) => one.kind === 'video')) {
    const bytes = await home.storage.withLocalFile(storageKey, (path) => readFile(path))
    assert.equal(bytes.includes('mp4a'), file === 'source.mp4', `the sound of ${file}`)
  }
})

test('what hangs is waited for, tried otherwise, and set aside; others go on', async (t) => {
  const hangs = await house(t, { FFMPEG: await frailFfmpeg(t, { '*"-c:a aac"*libx264*': 'kill -XCPU $$' }) })
  const mended = await hangs.process((await aClip(t, old)).content)
  assert.deepEqual(
    [mended.state, mended.way, mended.notices],
    ['ready', 'silent', ['file_mended', 'sound_left_out']],
  )
  const always = await house(t, { FFMPEG: await frailFfmpeg(t, { '*libx264*': 'kill -XCPU $$' }) })
  const [upload, other] = [
    await anUpload(always.media, sari, (await aClip(t, old)).content),
    await anUpload(always.media, budi, (await aClip(t, small)).content),
  ]
  await always.jobs.drain()
  assert.equal((await always.assetOf(upload)).reason?.code, 'media_too_heavy')
  assert.equal((await always.assetOf(other)).state, 'ready')
})

test('what plays already keeps its sound, and does without the rungs', async (t) => {
  const home = await house(t, { FFMPEG: await frailFfmpeg(t, { '*libx264*': 'exit 1' }) })
  const asset = await home.process((await aClip(t, { size: '640x360' })).content)
  assert.deepEqual([asset.state, asset.way, names(asset)], ['ready', 'careful', ['poster', 'source']])
})

test('when every way was tried, the file is set aside with its reason, and others go on', async (t) => {
  const home = await house(t, { FFMPEG: await frailFfmpeg(t, { '*libx264*': 'exit 1' }) })
  const asset = await home.process((await aClip(t, old)).content)
  assert.deepEqual([asset.state, asset.way, asset.reason?.code], ['refused', 'silent', 'media_broken'])
  assert.equal((await home.process((await aClip(t, small)).content)).state, 'ready')
})

test('where a browser would stop in the file as it came, only what was made from it is offered', async (t) => {
  const home = await house(t)
  const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '10', '-bf', '0']
  const shape = { seconds: 4, sound: false, args: [...encode, '-movflags', '+faststart'] }
  const damaged = async (size: string): Promise<Buffer> => {
    const { content } = await aClip(t, { ...shape, size })
    const from = content.indexOf('mdat')
    // Lengths of units that lead nowhere.
    content.fill(
      0xff,
      from + Math.floor((content.length - from) * 0.5),
      from + Math.floor((content.length - from) * 0.52),
    )
    return content
  }
  const large = await home.process(await damaged('640x360'))
  assert.deepEqual(
    [large.state, names(large), large.notices],
    ['ready', ['360', 'poster', 'source'], ['file_mended']],
  )
  const offered = home.media.urls(large, { signed: false }).renditions.map((one) => one.name)
  assert.deepEqual(offered, ['360'])
  const tiny = await home.process(await damaged('320x180'))
  assert.deepEqual([tiny.state, tiny.way, names(tiny)], ['ready', 'encode', ['360', 'poster']])
})
