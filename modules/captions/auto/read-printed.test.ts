import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fillCommand, lastTime, splitCommand } from './command-engine.ts'
import { readPrinted } from './read-printed.ts'

const limits = { maxCues: 100 }
const two = [
  { startMs: 0, endMs: 2400, text: 'Selamat pagi.' },
  { startMs: 2400, endMs: 5000, text: 'Apa kabar?' },
]

test('each form that recognisers print is read', () => {
  const forms = [
    '[00:00:00.000 --> 00:00:02.400]   Selamat pagi.\n[00:00:02.400 --> 00:00:05.000]   Apa kabar?\n',
    'WEBVTT\n\n00:00:00.000 --> 00:00:02.400\n Selamat pagi.\n\n00:00:02.400 --> 00:00:05.000\n Apa kabar?\n',
    '\n1\n00:00:00,000 --> 00:00:02,400\n Selamat pagi.\n\n2\n00:00:02,400 --> 00:00:05,000\n Apa kabar?\n',
    '{"text":"…","segments":[{"id":0,"start":0.0,"end":2.4,"text":" Selamat pagi."},{"start":2.4,"end":5,"text":" Apa kabar?"}]}',
    '{"result":{"language":"id"},"transcription":[{"offsets":{"from":0,"to":2400},"text":" Selamat pagi."},{"offsets":{"from":2400,"to":5000},"text":" Apa kabar?"}]}',
    '[{"startMs":0,"endMs":2400,"text":"Selamat pagi."},{"startMs":2400,"endMs":5000,"text":"Apa kabar?"}]',
  ]
  for (const form of forms) assert.deepEqual(readPrinted(form, limits), { kind: 'cues', cues: two }, form)
})

test('silence is no fault, and noise is no result', () => {
  for (const nothing of [
    '',
    '\n',
    'WEBVTT\n\n',
    '[]',
    '{"segments":[]}',
    '[00:00:00.000 --> 00:00:01.000]  \n',
  ])
    assert.deepEqual(readPrinted(nothing, limits), { kind: 'nothing' }, nothing)
  for (const noise of ['usage: whisper-cli [options]', '{"error":1}', '{', '[{"a"', 'WEBVTT\n\nhalo'])
    assert.deepEqual(readPrinted(noise, limits), { kind: 'unreadable' }, noise)
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
      const read = readPrinted(text, limits)
      if (read.kind === 'cues')
        assert.ok(read.cues.every(({ startMs, endMs }) => startMs >= 0 && endMs > startMs))
    }),
  )
})

test('a command is split into words, and only then filled in', () => {
  const [program, ...args] = splitCommand(
    `/opt/w/whisper-cli -m "/srv/my models/base.bin" -l {lang} -f {wav} --p='a b'`,
  )
  assert.equal(program, '/opt/w/whisper-cli')
  assert.deepEqual(fillCommand(args, { wav: '/tmp/a b.wav', lang: 'id', folder: '/tmp' }), [
    '-m',
    '/srv/my models/base.bin',
    '-l',
    'id',
    '-f',
    '/tmp/a b.wav',
    '--p=a b',
  ])
  assert.deepEqual(fillCommand(['-q'], { wav: '/tmp/x.wav', lang: 'id', folder: '/tmp' }), [
    '-q',
    '/tmp/x.wav',
  ])
  assert.deepEqual(splitCommand('  '), [])
})

test('progress is the end of the last cue that was printed', () => {
  assert.equal(lastTime('[00:00:00.000 --> 00:00:02.400]  a\n[00:00:02.400 --> 00:01:05.0'), 2400)
  assert.equal(lastTime('00:02.400 --> 01:05.250'), 65_250)
  assert.equal(lastTime('halo'), undefined)
})
