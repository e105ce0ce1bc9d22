/** The same recording is found again, however it was changed on its way; others are not. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { promisify } from 'node:util'
import { temporaryFolder } from '../../../platform/testing/index.ts'
import { assetResembles } from '../index.ts'
import { anUpload } from '../testing.ts'
import { budi, house, sari } from './house.ts'

const run = promisify(execFile)
const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-an']

test('a clip that is uploaded again is found: re-encoded, scaled, cropped, letterboxed, cut; others are not', async (t) => {
  const home = await house(t)
  const folder = temporaryFolder(t)
  const make = async (name: string, args: readonly string[]): Promise<Buffer> => {
    await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args, join(folder, name)])
    return readFile(join(folder, name))
  }
  const heard: string[] = []
  home.events.on(
    assetResembles,
    'test',
    async ({ assetId, otherId }) => void heard.push(`${assetId} ${otherId}`),
  )

  const scenes = (kind: string) => ['-f', 'lavfi', '-i', kind, '-t', '10']
  // Something that moves, cut in the middle: one scene dissolves, another jumps.
  const original = await make('original.mp4', [
    ...scenes('mandelbrot=s=640x360:r=15:start_scale=2.5:end_scale=0.05:end_pts=150'),
    ...x264,
  ])
  const others: [string, string][] = [
    ['a test picture', 'testsrc2=s=640x360:r=15'],
    ['life', 'life=s=640x360:r=15:mold=10:ratio=0.3:seed=7:death_color=#502020:life_color=#e0ffe0'],
    ['cells', 'cellauto=s=640x360:r=15:rule=110:seed=3'],
    ['colours', 'gradients=s=640x360:r=15:speed=0.1:seed=5'],
  ]
  const first = await anUpload(home.media, sari, original)
  for (const [name, kind] of others)
    await anUpload(
      home.media,
      sari,
      await make(`${name.replaceAll(' ', '-')}.mp4`, [...scenes(kind), ...x264]),
    )
  await home.jobs.drain()
  const list = (acrossOwners = true) =>
    home.media.resemblances({ acrossOwners, before: undefined, limit: 50 })
  assert.deepEqual(await list(false), [], 'different clips are different')

  const source = ['-i', join(folder, 'original.mp4')]
  const copies: [string, string[]][] = [
    ['the same file', ['-c', 'copy']],
    ['smaller and coarser', ['-vf', 'scale=480:270', '-c:v', 'libx264', '-crf', '35', '-pix_fmt', 'yuv420p']],
    ['cropped', ['-vf', 'crop=iw*0.93:ih*0.93', ...x264]],
    ['letterboxed', ['-vf', 'scale=360:202,pad=360:640:0:219', ...x264]],
    ['cut', ['-ss', '3.3', '-t', '5', ...x264]],
    ['brighter', ['-vf', 'eq=brightness=0.08:saturation=1.4', ...x264]],
  ]
  for (const [what, args] of copies) {
    const content = what === 'the same file' ? original : await make('copy.mp4', [...source, ...args])
    const copy = await anUpload(home.media, budi, content)
    await home.jobs.drain()
    const found = (await list()).find((one) => one.assetId === copy.assetId && one.otherId === first.assetId)
    assert.ok(found, `${what} is found`)
    assert.equal(found.kind, what === 'the same file' ? 'same_file' : 'same_picture')
    assert.ok(found.share > 0.5 && found.share <= 1, `${what}: ${found.share}`)
    assert.ok(heard.includes(`${copy.assetId} ${first.assetId}`), what)
    if (what === 'cut')
      assert.ok(Math.abs(found.offsetMs + 3300) <= 500, `it begins at ${-found.offsetMs} ms`)
  }
  const owners = new Map((await list()).map((one) => [one.assetId, one.otherOwnerId]))
  assert.ok(
    [...owners.values()].every((owner) => owner === sari),
    'across owners, and no strangers among them',
  )
})
