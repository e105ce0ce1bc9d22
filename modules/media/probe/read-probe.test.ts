import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { readProbe } from './read-probe.ts'

const probeOf = (streams: unknown[], format: unknown = { format_name: 'mov,mp4', duration: '2.0' }) =>
  readProbe(JSON.stringify({ format, streams }))

test('nothing that is not a probe is taken for one', () => {
  for (const text of ['', '{', '[]', 'null', '{"format":1,"streams":[]}', '{"format":{}}'])
    assert.equal(readProbe(text), undefined)
})

test('whatever the fields hold, reading does not throw and gives plain numbers', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.dictionary(
          fc.constantFrom(
            'codec_type',
            'width',
            'duration',
            'nb_frames',
            'side_data_list',
            'disposition',
            'avg_frame_rate',
            'index',
          ),
          fc.jsonValue(),
        ),
      ),
      fc.jsonValue(),
      (streams, format) => {
        const probe = probeOf(
          streams.map((one) => ({ codec_type: 'video', ...one })),
          format,
        )
        if (probe?.video) assert.ok(Number.isFinite(probe.video.width) && probe.video.rotation >= 0)
      },
    ),
  )
})

test('a phone held upright is turned clockwise by 90 degrees', () => {
  const turned = (rotation: number) =>
    probeOf([{ codec_type: 'video', width: 1920, height: 1080, side_data_list: [{ rotation }] }])?.video
      ?.rotation
  assert.equal(turned(-90), 90)
  assert.equal(turned(90), 270)
  assert.equal(turned(-180), 180)
  assert.equal(turned(0), 0)
})

test('cover art is no video', () => {
  const probe = probeOf([
    { codec_type: 'audio', codec_name: 'aac', index: 0 },
    { codec_type: 'video', codec_name: 'mjpeg', index: 1, disposition: { attached_pic: 1 } },
  ])
  assert.equal(probe?.video, undefined)
  assert.equal(probe?.audio.length, 1)
})

test('text from a file is cut down to plain short text', () => {
  const codec = probeOf([{ codec_type: 'video', codec_name: `<b>\n${'x'.repeat(500)}` }])?.video?.codec ?? ''
  assert.match(codec, /^[\w .,:/()+?-]{1,80}$/)
})
