import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { sniffType } from './sniff-type.ts'

const head = (text: string): Uint8Array => Buffer.from(text.padEnd(64, '\0'), 'latin1')

test('files are what their first bytes say', () => {
  const known: [string, string | undefined][] = [
    ['\xff\xd8\xff\xe0', 'image/jpeg'],
    ['\x89PNG\r\n\x1a\n', 'image/png'],
    ['GIF89a', 'image/gif'],
    ['RIFF\0\0\0\0WEBPVP8 ', 'image/webp'],
    ['RIFF\0\0\0\0WAVEfmt ', 'audio/wav'],
    ['RIFF\0\0\0\0AVI LIST', 'video/x-msvideo'],
    ['\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41', 'video/mp4'],
    ['\0\0\0\x20ftypM4A \0\0\x02\0isom', 'audio/mp4'],
    ['\0\0\0\x14ftypqt  \0\0\x02\0qt  ', 'video/quicktime'],
    ['\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf', 'image/avif'],
    ['\0\0\0\x1cftypheic\0\0\0\0mif1heic', undefined],
    [
      '\x1aE\xdf\xa3\x01\0\0\0\0\0\0#B\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm',
      'video/webm',
    ],
    ['OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead', 'audio/ogg'],
    ['fLaC', 'audio/flac'],
    ['ID3\x04', 'audio/mpeg'],
    ['\xff\xfb\x90', 'audio/mpeg'],
    ['\xff\xf1\x50', 'audio/aac'],
    ['<svg xmlns=', undefined],
    ['<!doctype html>', undefined],
    ['%PDF-1.7', undefined],
    ['', undefined],
  ]
  for (const [bytes, type] of known) assert.equal(sniffType(head(bytes)), type, JSON.stringify(bytes))
})

test('whatever the bytes, what comes back is a type that no browser runs', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 256 }), (bytes) => {
      const type = sniffType(bytes)
      assert.ok(type === undefined || /^(image\/(?!svg)|video\/|audio\/)/.test(type))
    }),
  )
})
