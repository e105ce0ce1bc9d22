/** What a viewer can count on: words for what is said while it is silent, a clip that goes on when the line gives way, the
 *  same clip in a frame elsewhere, a copy where its creator allows one, and a sign that data is being saved. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFileSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { enter, openStage, type Stage } from './browser.ts'

const playing = (page: Page, from = 0.3): Promise<unknown> =>
  page.waitForFunction(
    (seconds) =>
      [...document.querySelectorAll<HTMLVideoElement>('article:not([inert]) video')].some(
        (one) => one.currentTime > seconds,
      ),
    from,
  )

test('captions, data saver, a frame elsewhere, and a copy', { timeout: 200_000 }, async (t) => {
  const stage = await openStage(t)
  const sari = await stage.person('sari.senja')
  const clip = await stage.posts(sari, { caption: 'Senja', seconds: 6 })
  const next = await stage.posts(sari, { caption: 'Kopi', seconds: 4 })
  const saved = await sari.call('PUT', `/v1/videos/${clip.id}/captions/id`, {
    revision: 0,
    cues: [{ startMs: 0, endMs: 5900, text: 'Senja di Losari.' }],
    published: true,
  })
  assert.equal(saved.status, 200)
  await stage.stage.feed.refresh()

  const phone = await stage.phone()
  const page = await phone.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  let ahead = 0
  page.on('request', (request) => {
    if (request.url().includes(`/media/${next.assetId}/`) && request.url().includes('.mp4')) ahead++
  })
  await page.goto(`/v/${clip.id}`)
  await playing(page)
  const front = page.locator('article:not([inert])')
  const said = front.getByText('Senja di Losari.')
  await said.waitFor()
  await front.getByRole('button', { name: 'Turn sound on' }).click()
  await said.waitFor({ state: 'hidden' })
  await front.getByRole('button', { name: 'Show captions' }).click()
  await said.waitFor()
  await page.reload()
  await said.waitFor()

  await front.getByRole('button', { name: 'Video menu' }).click()
  await page.getByLabel('Data saver').click()
  await page.keyboard.press('Escape')
  const sign = front.getByRole('button', { name: 'Data saver' })
  await sign.waitFor()
  assert.ok(ahead > 0, 'the next clip was readied')
  await page.reload()
  ahead = 0
  await sign.waitFor()
  await playing(page, 2.5)
  assert.equal(ahead, 0, 'while data is saved, nothing is fetched before it is wanted')
  await sign.click()
  await sign.waitFor({ state: 'hidden' })

  await front.getByRole('button', { name: 'Video menu' }).click()
  for (const name of ['Duet', 'Stitch', 'Remix', 'Copy embed code'])
    await page.getByRole('button', { name, exact: true }).waitFor()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download', exact: true }).click()
  const file = await download
  assert.match(file.suggestedFilename(), /\.mp4$/)
  const copy = await file.path()
  const codec = execFileSync('ffprobe', [
    '-v',
    'error',
    '-show_entries',
    'stream=codec_name',
    '-of',
    'csv=p=0',
    copy,
  ])
  assert.match(String(codec), /h264/)
  await page.getByRole('link', { name: 'Save the file' }).waitFor()

  const elsewhere = await (await stage.desktop()).newPage()
  elsewhere.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  const site = createServer((_, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(`<iframe src="${stage.url}/embed/${clip.id}?autoplay=1" width="270" height="480"></iframe>`)
  })
  t.after(() => void site.close())
  await new Promise<void>((resolve) => site.listen(0, 'localhost', resolve))
  const address = site.address()
  assert.ok(typeof address === 'object' && address)
  await elsewhere.goto(`http://localhost:${address.port}/`)
  const frame = elsewhere.frameLocator('iframe')
  await frame.getByRole('link', { name: "Watch @sari.senja's clip on Panggung" }).waitFor()
  await frame.locator('video').evaluate(async (video: HTMLVideoElement) => {
    while (!(video.currentTime > 0.2)) await new Promise((next) => setTimeout(next, 50))
  })
  const cookies = await elsewhere.context().cookies(stage.url)
  assert.deepEqual(
    cookies.map(({ name }) => name),
    ['panggung_lang'],
    'no cookie but the one that the test itself set',
  )
  await stage.stage.videos.change(sari.account?.id ?? '', clip.id, { visibility: 'private' })
  const gone = await elsewhere.goto(`${stage.url}/embed/${clip.id}?x=1`)
  assert.equal(gone?.status(), 404)
  site.closeAllConnections()
  assert.deepEqual(
    faults.filter((fault) => !/status of 404/.test(fault)),
    [],
  )
})

test('a clip that runs dry goes on in a lighter rung from where it was', { timeout: 200_000 }, async (t) => {
  const stage = await openStage(t)
  const sari = await stage.person('sari.senja')
  const first = await stage.posts(sari, { caption: 'pertama', seconds: 4 })
  const second = await postWithLadder(stage, sari.account?.id ?? '')
  // A wide screen asks for the sharper of the two.
  const desk = await stage.desktop()
  await enter(desk, stage, await stage.person('dewi.nonton'))
  const page = await desk.newPage()
  // A line that is known to be fast makes the player take the sharp rung first.
  await page.addInitScript(() => localStorage.setItem('panggung.bps', '30000000'))
  const asked: string[] = []
  page.on('request', (request) => {
    const [, asset, rung] = /\/media\/([^/]+)\/(\w+)\.mp4/.exec(request.url()) ?? []
    if (rung && asset === second) asked.push(rung)
  })
  await page.goto(`/v/${first.id}`)
  await playing(page)
  // The next one is being readied by now: its beginning is here, and no more.
  await page.waitForFunction(() => [...document.querySelectorAll('video')].some((one) => one.duration > 8))
  await page.keyboard.press('ArrowDown')
  await page.waitForFunction(
    () => (document.querySelector<HTMLVideoElement>('article:not([inert]) video')?.duration ?? 0) > 8,
  )
  await playing(page)
  // The first one played from its address, which is fetched to its end: left, it is let go, and comes again as a stream.
  await page.waitForFunction(() =>
    [...document.querySelectorAll('video')].every(({ src }) => /^(blob:|$)/.test(src)),
  )
  await page.keyboard.press('ArrowUp')
  await page.waitForFunction(
    () => (document.querySelector<HTMLVideoElement>('article:not([inert]) video')?.duration ?? 9) < 6,
  )
  await playing(page)
  await page.keyboard.press('ArrowDown')
  await playing(page)
  // It has begun: a line that slows down earlier finds nothing played to go on from.
  await page.waitForFunction(
    () => (document.querySelector<HTMLVideoElement>('article:not([inert]) video')?.currentTime ?? 0) > 0.5,
  )
  const cdp = await desk.newCDPSession(page)
  await cdp.send('Network.enable')
  const slow = { offline: false, latency: 60, downloadThroughput: 70_000, uploadThroughput: 70_000 }
  await cdp.send('Network.emulateNetworkConditions', slow)
  await page.waitForFunction(() => {
    const bytes: unknown = Reflect.get(window, 'panggungBytes')
    return typeof bytes === 'object' && bytes !== null && 'drops' in bytes && Number(bytes.drops) > 0
  })
  const at = await page.evaluate(
    () => document.querySelector<HTMLVideoElement>('article:not([inert]) video')?.currentTime ?? 0,
  )
  await page.waitForFunction(
    (from) =>
      (document.querySelector<HTMLVideoElement>('article:not([inert]) video')?.currentTime ?? 0) > from + 3,
    at,
  )
  assert.ok(at > 0.5, `it went on from ${at} s`)
  const sharpness = ['360', '540', 'source']
  assert.ok(
    sharpness.indexOf(asked.at(-1) ?? '') < sharpness.indexOf(asked[0] ?? ''),
    `it asked for ${asked.join(', then ')}`,
  )
})

/** Ten busy seconds of 540 lines, with its ladder made. @returns the id of its asset */
async function postWithLadder(stage: Stage, ownerId: string): Promise<string> {
  const path = join(stage.dataFolder, 'busy.mp4')
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=540x960:r=24,noise=alls=12:allf=t']
  const sound = [
    '-f',
    'lavfi',
    '-i',
    'sine=f=330',
    '-t',
    '10',
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-g',
    '48',
  ]
  const rate = [
    '-b:v',
    '1400k',
    '-maxrate',
    '1600k',
    '-bufsize',
    '2000k',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
  ]
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...picture, ...sound, ...rate, path])
  const { media, videos, feed } = stage.stage
  const lengthBytes = statSync(path).size
  assert.ok(readFileSync(path).length > 1e6, 'it is heavier than what is fetched ahead')
  const upload = await media.uploads.announce(ownerId, { lengthBytes, name: 'busy.mp4', type: 'video/mp4' })
  copyFileSync(path, join(media.uploads.folder, upload.id))
  await media.uploads.complete(upload.id)
  await videos.post(ownerId, { uploadId: upload.id, caption: 'kedua', visibility: 'public' })
  for (;;) {
    const asset = (await media.assetState([upload.assetId])).get(upload.assetId)
    if (asset?.state === 'ready') break
    await new Promise((next) => setTimeout(next, 200))
  }
  await feed.refresh()
  return upload.assetId
}
