/** The index of real files, and fragments made from them, held against what ffmpeg says of both. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { byteStore } from './byte-store.ts'
import { indexBytes, readMovie } from './read-movie.ts'
import { playedBytes, sampleSeconds } from './tally.ts'
import { fragment, trackHeader } from './write-fragment.ts'

const folder = mkdtempSync(join(tmpdir(), 'panggung-movie-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const ffmpeg = (...args: string[]) => execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args])
const probe = (path: string, ...show: string[]): string =>
  execFileSync('ffprobe', ['-v', 'error', ...show, '-of', 'csv=p=0', path], { encoding: 'utf8' })

function clip(name: string, ...more: string[]): string {
  const path = join(folder, name)
  const inputs = ['-f', 'lavfi', '-i', 'testsrc2=s=180x320:r=30:d=3', '-f', 'lavfi', '-i', 'sine=f=440:d=3']
  ffmpeg(
    ...inputs,
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-g',
    '30',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
    ...more,
    path,
  )
  return path
}
const fast = clip('fast.mp4', '-movflags', '+faststart')
const file = readFileSync(fast)
const index = indexBytes(file) ?? 0
const movie = readMovie(file.subarray(0, index))

test('tracks, codecs and samples are those that ffmpeg sees', () => {
  assert.ok(movie && index > 1000 && index < file.length)
  assert.ok(Math.abs(movie.durationMs - 3000) < 60)
  const [video, audio] = ['video', 'audio'].map((kind) => movie.tracks.find((track) => track.kind === kind))
  assert.ok(video && audio)
  assert.match(video.codec, /^avc1\.[0-9a-f]{6}$/)
  assert.deepEqual([video.width, video.height, audio.codec], [180, 320, 'mp4a.40.2'])
  const packets = probe(fast, '-select_streams', 'v', '-show_entries', 'packet=pts_time,size,pos')
    .trim()
    .split('\n')
  assert.equal(video.count, packets.length)
  for (const [n, packet] of packets.entries()) {
    const [pts, size, pos] = packet.split(',').map(Number)
    assert.ok(Math.abs(sampleSeconds(video, n) - (pts ?? -1)) < 0.001, `sample ${n} is shown at ${pts}`)
    assert.deepEqual([video.size[n], video.offset[n]], [size, pos])
  }
})

test('fragments hold every sample at its time and decode to the same pictures', () => {
  assert.ok(movie)
  for (const track of movie.tracks) {
    const parts: Uint8Array[] = [trackHeader(track, movie.durationMs)]
    for (let from = 0; from < track.count; from += 17)
      parts.push(
        fragment(track, from, Math.min(from + 17, track.count), (start, end) => file.subarray(start, end)),
      )
    const path = join(folder, `${track.kind}.mp4`)
    writeFileSync(path, Buffer.concat(parts))
    const stream = track.kind === 'video' ? 'v' : 'a'
    const hashOf = (of: string): string =>
      execFileSync(
        'ffmpeg',
        ['-v', 'error', '-i', of, '-map', `0:${stream}`, '-c', 'copy', '-f', 'md5', '-'],
        { encoding: 'utf8' },
      )
    assert.equal(hashOf(path), hashOf(fast))
    assert.equal(
      probe(path, '-count_packets', '-show_entries', 'stream=nb_read_packets').trim().split(',')[0],
      `${track.count}`,
    )
  }
})

test('an index at the end, in pieces, or of something else is told apart', () => {
  assert.equal(indexBytes(readFileSync(clip('late.mp4'))), undefined)
  assert.equal(indexBytes(file.subarray(0, 6)), 0)
  assert.equal(indexBytes(file.subarray(0, 40)), index)
  assert.equal(readMovie(file.subarray(0, index - 1)), undefined)
  assert.equal(readMovie(new TextEncoder().encode('not a film at all, only words')), undefined)
})

test('a damaged index is refused or read, never an endless loop', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(index - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      (flips) => {
        const damaged = Uint8Array.from(file.subarray(0, index))
        for (const [at, value] of flips) damaged[at] = value
        assert.doesNotThrow(() => readMovie(damaged))
      },
    ),
    { numRuns: 150 },
  )
})

test('bytes that were played are those of the samples in the seconds that were played', () => {
  assert.ok(movie)
  const all = playedBytes(movie.tracks, [[0, 10]])
  const half = playedBytes(movie.tracks, [[0, 1.5]])
  assert.ok(all > 0 && all <= file.length - index && half > all * 0.25 && half < all * 0.75)
  assert.equal(playedBytes(movie.tracks, []), 0)
})

test('pieces in any order, with overlaps and holes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 20 })), { maxLength: 12 }),
      (pieces) => {
        const whole = Uint8Array.from({ length: 100 }, (_, at) => at)
        const store = byteStore()
        const have = new Set<number>()
        for (const [start, length] of pieces) {
          store.add(start, whole.subarray(start, start + length))
          for (let at = start; at < start + length; at++) have.add(at)
        }
        let reach = 0
        while (have.has(reach)) reach++
        assert.equal(store.reach(0), reach)
        assert.deepEqual(store.read(0, reach), whole.slice(0, reach))
        assert.throws(() => store.read(0, reach + 1), RangeError)
      },
    ),
  )
})
