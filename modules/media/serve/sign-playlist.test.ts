import assert from 'node:assert/strict'
import test from 'node:test'
import { signPlaylist } from './sign-playlist.ts'

const signature = { e: '1764000000', s: 'ab_-c' }

test('each file that a playlist names gets the signature, tags and foreign addresses stay', () => {
  const text = [
    '#EXTM3U',
    '#EXT-X-MAP:URI="540.cmaf.mp4",BYTERANGE="800@0"',
    '#EXTINF:4.0,',
    '#EXT-X-BYTERANGE:1000@800',
    '540.cmaf.mp4\r',
    'https://elsewhere.example/x.mp4',
    '',
  ].join('\n')
  assert.equal(
    signPlaylist(text, signature),
    [
      '#EXTM3U',
      '#EXT-X-MAP:URI="540.cmaf.mp4?e=1764000000&s=ab_-c",BYTERANGE="800@0"',
      '#EXTINF:4.0,',
      '#EXT-X-BYTERANGE:1000@800',
      '540.cmaf.mp4?e=1764000000&s=ab_-c\r',
      'https://elsewhere.example/x.mp4',
      '',
    ].join('\n'),
  )
})
