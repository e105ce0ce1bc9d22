/** The editor's engine makes the clips that it shows. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type EditorPage, openEditorPage } from './editor-page.ts'

const isLike = (found: readonly number[], wanted: readonly number[], why: string): void => {
  const off = Math.max(...wanted.map((value, i) => Math.abs(value - (found[i] ?? -999))))
  assert(off <= 40, `${why}: ${found.join(' ')} is not ${wanted.join(' ')}`)
}
const RED = [255, 0, 0]
const BLUE = [0, 0, 255]
const LIME = [0, 255, 0]
const WHITE = [255, 255, 255]

describe('the engine', () => {
  const ends: (() => unknown)[] = []
  let engine: EditorPage
  before(async () => {
    engine = await openEditorPage({ after: (end) => void ends.push(end) })
  })
  after(async () => {
    assert.deepEqual(engine.faults, [])
    for (const end of ends.reverse()) await end()
  })

  test('two clips, a picture, a text, a filter, a song', { timeout: 120_000 }, async () => {
    const told = await engine.play('story')
    assert.equal(JSON.stringify(told).includes('"last":1'), true, JSON.stringify(told))
    const { seconds, video, audio } = await engine.made.probe('story')
    assert(Math.abs(seconds - 3.8) <= 1 / 30 + 0.001, `${seconds} s`)
    assert.equal(video.codec_tag_string, 'avc1')
    // Canvases are full range, and so is what is made of them: the server takes both.
    assert.match(video.pix_fmt ?? '', /^yuvj?420p$/)
    assert.deepEqual([video.width, video.height], [360, 640])
    assert.equal(Number(video.nb_read_packets), 114)
    assert(audio)
    isLike(await engine.made.colourAt('story', 0.5), RED, 'the first shot')
    isLike(await engine.made.colourAt('story', 0.95), RED, 'until the cut')
    const [r, g, b] = await engine.made.colourAt('story', 1.1)
    assert(Math.abs(r - g) < 16 && Math.abs(g - b) < 16 && r < 90, `grey after the cut, not ${r} ${g} ${b}`)
    isLike(await engine.made.colourAt('story', 2.4), BLUE, 'the second clip')
    isLike(await engine.made.colourAt('story', 2.84, [0.1, 0.1, 0.3, 0.2]), LIME, 'the picture')
    const middle = [0.45, 0.49, 0.1, 0.02] as const
    isLike(await engine.made.colourAt('story', 3.1, middle), WHITE, 'the text in its time')
    isLike(await engine.made.colourAt('story', 3.5, middle), LIME, 'no text after its time')
    const [first, fast, last] = await Promise.all([
      engine.made.soundAt('story', 0.3, 0.5),
      engine.made.soundAt('story', 2.2, 0.4),
      engine.made.soundAt('story', 3, 0.5),
    ])
    assert(first.loud > 0.02 && Math.abs(first.hertz - 440) < 20, `${first.hertz} Hz`)
    assert(fast.loud > 0.02 && Math.abs(fast.hertz - 880) < 45, `at double speed ${fast.hertz} Hz`)
    assert(last.loud > 0.02 && Math.abs(last.hertz - 1320) < 40, `the song: ${last.hertz} Hz`)
    const keys = await engine.made.keyFrames('story')
    keys.forEach((at, i) => assert(at - (keys[i - 1] ?? 0) <= 2.01, `key frames at ${keys.join(' ')}`))
  })

  test('at double speed it takes half as long and sounds as high', { timeout: 60_000 }, async () => {
    await engine.play('sped')
    const { seconds } = await engine.made.probe('sped')
    assert(Math.abs(seconds - 1.5) <= 1 / 30 + 0.001, `${seconds} s`)
    const { hertz, loud } = await engine.made.soundAt('sped', 0.2, 1)
    assert(loud > 0.02 && Math.abs(hertz - 440) < 20, `${hertz} Hz`)
  })

  test('a duet side by side, with both sounds', { timeout: 60_000 }, async () => {
    await engine.play('duet')
    isLike(await engine.made.colourAt('duet', 0.7, [0.1, 0.3, 0.3, 0.4]), RED, 'own on the left')
    isLike(await engine.made.colourAt('duet', 0.7, [0.6, 0.3, 0.3, 0.4]), BLUE, 'other on the right')
    const { seconds, audio } = await engine.made.probe('duet')
    assert(Math.abs(seconds - 1.5) <= 1 / 30 + 0.001 && audio)
  })

  test('a duet with the other in a corner', { timeout: 60_000 }, async () => {
    await engine.play('inset')
    isLike(await engine.made.colourAt('inset', 0.5, [0.75, 0.1, 0.1, 0.1]), BLUE, 'the corner')
    isLike(await engine.made.colourAt('inset', 0.5, [0.1, 0.5, 0.3, 0.3]), RED, 'the rest')
  })

  test('turned, cropped, mirrored, fitted', { timeout: 60_000 }, async () => {
    await engine.play('turned')
    const at = (second: number, x: number, y: number) =>
      engine.made.colourAt('turned', second, [x, y, 0.2, 0.2])
    // Clockwise by a quarter: what was bottom left is now top left.
    isLike(await at(0.2, 0.15, 0.15), BLUE, 'turned, top left')
    isLike(await at(0.2, 0.65, 0.15), RED, 'turned, top right')
    isLike(await at(0.2, 0.65, 0.65), LIME, 'turned, bottom right')
    // The right half, whole in the middle, background beside it.
    isLike(await at(0.8, 0.4, 0.15), LIME, 'fitted, top')
    isLike(await at(0.8, 0.4, 0.65), WHITE, 'fitted, bottom')
    isLike(await at(0.8, 0.02, 0.4), [0, 0, 0], 'fitted, beside')
  })

  test('a phone that was held upright stays upright', { timeout: 60_000 }, async () => {
    const told = JSON.stringify(await engine.play('rotated'))
    assert.match(told, /"width":360,"height":640/)
    const [top, bottom] = await Promise.all([
      engine.made.colourAt('rotated', 0.3, [0.3, 0.1, 0.4, 0.2]),
      engine.made.colourAt('rotated', 0.3, [0.3, 0.7, 0.4, 0.2]),
    ])
    assert.deepEqual([top[0] > 150, top[2] > 150].sort(), [false, true])
    assert.notEqual(top[0] > 150, bottom[0] > 150)
  })

  test('an untouched stretch from a key frame on is copied', { timeout: 60_000 }, async () => {
    const told = JSON.stringify(await engine.play('copied'))
    assert.match(told, /"isCopy":true/)
    assert.match(told, /"steps":0/)
    const { seconds, video, audio } = await engine.made.probe('copied')
    assert(Math.abs(seconds - 1) < 0.07, `${seconds} s`)
    assert.deepEqual([video.codec_tag_string, video.width, audio?.codec_name], ['avc1', 720, 'aac'])
    isLike(await engine.made.colourAt('copied', 0.5), RED, 'the clip')
  })

  test('stopped when it is told to', { timeout: 60_000 }, async () => {
    assert.equal(await engine.play('cancelled'), 'AbortError')
  })

  test('without a worker and without a graphics card it is the same clip', { timeout: 60_000 }, async () => {
    await engine.play('plain')
    const [r, g, b] = await engine.made.colourAt('plain', 0.5)
    assert(Math.abs(r - g) < 16 && Math.abs(g - b) < 16 && r < 90, `${r} ${g} ${b}`)
    const { seconds, video } = await engine.made.probe('plain')
    assert(Math.abs(seconds - 1) < 0.04)
    assert.equal(video.codec_tag_string, 'avc1')
  })

  test('both ways of colouring agree', async () => {
    const told = JSON.parse(JSON.stringify(await engine.play('colours')))
    assert.equal(told.spare, 'processor')
    assert(told.most <= 1, JSON.stringify(told))
  })

  test('what can not be used is told, and why', async () => {
    assert.deepEqual(await engine.play('refusals'), {
      told: {
        'broken.mp4 as video': 'unreadable',
        'words.mp4 as video': 'unreadable',
        'song.wav as video': 'no-picture',
        'silent.mp4 as sound': 'no-sound',
        'broken.png as picture': 'unreadable',
      },
      missing: 'missing-part',
      long: 'too-long',
      empty: 'empty',
    })
  })

  test('a layer alone is a transparent picture of the whole frame', async () => {
    assert.equal(await engine.play('raster'), 'image/png')
    const { video } = await engine.made.probe('raster')
    assert.deepEqual([video.width, video.height, video.pix_fmt], [360, 640, 'rgba'])
  })
})
