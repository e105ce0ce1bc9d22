/** The editor and the stage: the same clip made in the browser and on the server, and a draft on two devices. */
import assert from 'node:assert/strict'
import { createWriteStream } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { test } from 'node:test'
import { openHouse } from '../apps/testing/house.ts'
import { loudness, pictureLikeness } from './compare-clips.ts'
import { type EditorPage, openEditorPage } from './editor-page.ts'
import { tickingClock } from './ticking-clock.ts'

interface BothWays {
  readonly uploadId: string
  readonly draftId: string
  readonly phase: string
  readonly progress: number
  readonly sent: boolean
  readonly synced: string
  readonly durationMs: number
}

test('what the browser makes and what the stage makes of a draft is the same clip; on two devices nothing is lost', {
  timeout: 240_000,
}, async (t) => {
  const house = await openHouse(t, { clock: tickingClock('2026-08-19T03:00:00Z') })
  const url = await house.http.listen(0, '127.0.0.1')
  await house.stage.jobs.start(['web', 'worker', 'transcode'])
  const maker = await house.person('sari.senja')
  const engine = await openEditorPage(t, { url, cookie: maker.cookie })

  const told: BothWays = JSON.parse(JSON.stringify(await engine.play('bothWays')))
  assert.equal(told.phase, 'done')
  assert.equal(told.progress, 1)
  assert.equal(told.sent, true)
  assert.equal(told.synced, 'synced')
  const upload = await maker.call<{ state: string }>('GET', `/v1/uploads/${told.uploadId}/state`)
  assert.equal(upload.status, 200)

  /** What the stage made, beside what the browser made. */
  const fetchMade = async (uploadId: string, name: string): Promise<void> => {
    const upload = await house.stage.media.findUpload(uploadId)
    assert(upload?.assetId)
    const asset = (await house.stage.media.assetState([upload.assetId])).get(upload.assetId)
    assert(asset)
    const file = createWriteStream(path.join(engine.folder, name))
    await pipeline(house.stage.storage.read(asset.originalKey), file)
  }
  await fetchMade(told.uploadId, 'there')
  const [here, made] = await Promise.all([engine.made.probe('here'), engine.made.probe('there')])
  assert(Math.abs(here.seconds - made.seconds) <= 1 / 30 + 0.001, `${here.seconds} s and ${made.seconds} s`)
  assert.deepEqual([made.video.width, made.video.height], [here.video.width, here.video.height])
  // The middles of shots, of the text and of the sticker; the moment it rises.
  for (const [second, region] of [
    [0.3, [0.4, 0.4, 0.2, 0.2]],
    [1.5, [0.1, 0.2, 0.8, 0.1]],
    [1.5, [0.4, 0.65, 0.2, 0.1]],
    [3.5, [0.3, 0.45, 0.4, 0.1]],
    [3.5, [0, 0, 1, 0.15]],
    [5, [0.05, 0.45, 0.2, 0.1]],
    [5, [0.75, 0.45, 0.2, 0.1]],
  ] as const) {
    const [one, other] = await Promise.all([
      engine.made.colourAt('here', second, region),
      engine.made.colourAt('there', second, region),
    ])
    const off = Math.max(...one.map((value, i) => Math.abs(value - (other[i] ?? 0))))
    assert(
      off <= 24,
      `at ${second} s in ${region.join(' ')}: ${one.join(' ')} here, ${other.join(' ')} there`,
    )
  }
  for (const second of [0.5, 3.3, 4.3]) {
    const [one, other] = await Promise.all([
      engine.made.soundAt('here', second, 0.4),
      engine.made.soundAt('there', second, 0.4),
    ])
    assert(
      Math.abs(one.hertz - other.hertz) < 60,
      `at ${second} s ${one.hertz} Hz here, ${other.hertz} there`,
    )
    assert(Math.abs(one.loud - other.loud) < 0.03, `at ${second} s ${one.loud} here, ${other.loud} there`)
  }

  const duet: { uploadId: string; durationMs: number; did: boolean; shots: number } = JSON.parse(
    JSON.stringify(await engine.play('duetBothWays')),
  )
  assert.deepEqual([duet.did, duet.shots, duet.durationMs], [true, 2, 2400])
  await fetchMade(duet.uploadId, 'duet-there')
  await isAlike(engine, 'duet-here', 'duet-there')

  const phone = await engine.openDevice()
  const laptop = await engine.openDevice()
  const open = { shots: 3, synced: 'synced', rasters: [null, null] }
  assert.deepEqual(await phone.play('elsewhere', told.draftId), open)
  assert.deepEqual(await laptop.play('elsewhere', told.draftId), open)
  assert.deepEqual(await phone.play('changeAndSync', 'From the phone'), {
    synced: 'synced',
    title: 'From the phone',
  })
  assert.deepEqual(await laptop.play('changeAndSync', 'From the laptop'), {
    synced: 'changed-elsewhere',
    title: 'From the laptop',
  })
  assert.deepEqual(await laptop.play('settle', 'mine'), {
    synced: 'synced',
    title: 'From the laptop',
    here: ['From the laptop', 'From the phone (from the other device)'].sort(),
  })
  assert.deepEqual(await phone.play('changeAndSync', 'From the phone again'), {
    synced: 'changed-elsewhere',
    title: 'From the phone again',
  })
  assert.deepEqual(await phone.play('settle', 'theirs'), {
    synced: 'synced',
    title: 'From the laptop',
    here: ['From the laptop', 'From the phone again (from this device)'].sort(),
  })
  // What is closed is on the stage before it ends, and this device knows that it is.
  assert.equal(await phone.play('changeAndClose', 'Left on the phone'), false)
  const tablet = await engine.openDevice()
  assert.equal(await tablet.play('titleOf', told.draftId), 'Left on the phone')
  assert.deepEqual(engine.faults, [])
})

/** Picture by picture and tenth by tenth, from the first to the last. */
async function isAlike(engine: EditorPage, here: string, there: string): Promise<void> {
  const [a, b] = [path.join(engine.folder, here), path.join(engine.folder, there)]
  const [one, other] = await Promise.all([engine.made.probe(here), engine.made.probe(there)])
  assert(Math.abs(one.seconds - other.seconds) <= 1 / 30 + 0.03, `${one.seconds} s and ${other.seconds} s`)
  assert.equal(one.video.nb_read_packets, other.video.nb_read_packets, 'as many pictures')
  const [alike, late] = await Promise.all([pictureLikeness(a, b), pictureLikeness(a, b, 2)])
  assert(alike.length > 60 && Math.min(...alike) >= 32, `pictures in dB: ${alike.map(Math.round).join(' ')}`)
  // The measure sees what it has to: two pictures late is another clip.
  assert(mean(late) < mean(alike) - 6, `${mean(late)} dB late, ${mean(alike)} dB in time`)
  const [quiet, loud] = await Promise.all([loudness(a), loudness(b)])
  const off = quiet.map((value, i) => Math.abs(value - (loud[i] ?? 0)))
  assert(
    quiet.length > 20 && Math.max(...off) <= 0.012,
    `off by ${off.map((value) => value.toFixed(3)).join(' ')}`,
  )
}
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
