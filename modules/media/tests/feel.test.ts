/** What a clip looks and sounds like, of clips that went the whole way. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { aClip } from '../testing.ts'
import { house } from './house.ts'

test('a red clip that hums, and a grey one without sound, are told apart; what is not there is left out', async (t) => {
  const home = await house(t)
  const inputs = (...sources: string[]): string[] =>
    sources.flatMap((source) => ['-f', 'lavfi', '-i', source])
  const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac']
  const sounding = [
    ...inputs('color=red:s=640x360:d=4', 'sine=f=330:d=4'),
    '-map',
    '1:v',
    '-map',
    '2:a',
    ...encode,
  ]
  const silent = [...inputs('color=gray:s=640x360:d=4'), '-map', '1:v', ...encode]
  const [red, grey] = await Promise.all(
    [sounding, silent].map(async (args) => {
      const { content } = await aClip(t, { sound: false, seconds: 4, args })
      return home.process(content)
    }),
  )
  assert.ok(red && grey)
  const gone = '00000000-0000-7000-8000-00000000dead'
  const feels = await home.media.feels([red.id, grey.id, gone])
  assert.deepEqual(new Set(feels.keys()), new Set([red.id, grey.id]))
  const [one, other] = [feels.get(red.id), feels.get(grey.id)]
  assert.ok(one?.tone && other?.tone)
  assert.ok(one.tone.red > 0.6 && one.tone.green < 0.3, JSON.stringify(one))
  assert.ok(Math.abs(other.tone.red - other.tone.blue) < 0.1, JSON.stringify(other))
  assert.ok(typeof one.lufs === 'number' && one.lufs > -40, JSON.stringify(one))
  assert.equal(other.lufs, null)
  assert.equal(one.cutsASecond, 0)
  assert.deepEqual(await home.media.feels([]), new Map())
})
