/** Nothing that was sent is lost, and nothing is asked for twice: reloads, a lost network, several files, other pages,
 *  the same file again, a session that ends. */
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { type Client, smallClip } from '../apps/testing/house.ts'
import { enter, openStage, type Stage } from './browser.ts'

/** A clip that plays, with so many bytes behind it that players skip: files take their time on a slow line. */
function fatClip(stage: Stage, name: string, seed: number, bytes: number): string {
  const filler = randomBytes(bytes)
  filler.writeUInt32BE(bytes, 0)
  filler.write('free', 4, 'latin1')
  const path = join(stage.dataFolder, name)
  writeFileSync(path, Buffer.concat([readFileSync(smallClip(stage.dataFolder, 5, seed)), filler]))
  return path
}

const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')

async function uploadsOf(client: Client, state: 'open' | 'unposted') {
  const { body } = await client.call<{
    uploads: { uploadId: string; sha256: string | null; receivedBytes: number }[]
  }>('GET', `/v1/uploads?state=${state}`)
  return body.uploads
}

async function opened(stage: Stage, handle: string): Promise<{ client: Client; page: Page }> {
  const client = await stage.person(handle)
  const phone = await stage.phone()
  await enter(phone, stage, client)
  const page = await phone.newPage()
  await page.goto('/create')
  return { client, page }
}

/** @returns gives the line its full speed back, or takes it away */
async function slowLine(page: Page, bytesPerSecond: number) {
  const session = await page.context().newCDPSession(page)
  const set = (uploadThroughput: number, offline = false) =>
    session.send('Network.emulateNetworkConditions', {
      offline,
      latency: 20,
      downloadThroughput: -1,
      uploadThroughput,
    })
  await session.send('Network.enable')
  await set(bytesPerSecond)
  return { full: () => set(-1), offline: () => set(0, true), back: () => set(bytesPerSecond) }
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  assert.fail(what)
}

test('a reload and a lost network in the middle: it goes on by itself, and is posted once', {
  timeout: 180_000,
}, async (t) => {
  const stage = await openStage(t)
  const { client, page } = await opened(stage, 'sari.senja')
  const file = fatClip(stage, 'senja.mp4', 7, 3_000_000)
  const line = await slowLine(page, 250_000)
  await page.locator('input[type=file]').setInputFiles(file)
  await page.waitForURL('**/create/post/*')
  await page.getByLabel('Caption').fill('Senja di Losari')
  await until(
    'the first bytes are there',
    async () => ((await uploadsOf(client, 'open'))[0]?.receivedBytes ?? 0) > 0,
  )

  await page.reload()
  await page.getByText('Uploading').first().waitFor()
  assert.equal(await page.getByLabel('Caption').inputValue(), 'Senja di Losari', 'what was written is kept')
  const before = (await uploadsOf(client, 'open'))[0]?.receivedBytes ?? 0
  assert.ok(before > 0, 'what had arrived is still there')

  await line.offline()
  await page.getByText('Waiting for the connection').first().waitFor()
  await line.back()
  await until('it goes on', async () => ((await uploadsOf(client, 'open'))[0]?.receivedBytes ?? 0) > before)
  // Twice is the same as once.
  await page.getByRole('button', { name: 'Publish' }).dblclick()
  await page.getByText('It publishes by itself').waitFor()
  await line.full()
  await page.getByText("It's live!").waitFor({ timeout: 60_000 })
  const account = client.account?.id ?? assert.fail()
  const videos = await stage.stage.videos.listOwn(account, undefined, 10)
  assert.equal(videos.length, 1)
  const asset = (await stage.stage.media.assetState([videos[0]?.assetId ?? ''])).values().next().value
  assert.equal(asset?.sha256, hashOf(file))
  assert.deepEqual([await uploadsOf(client, 'open'), await uploadsOf(client, 'unposted')], [[], []])
})

test('a page that goes after the last byte and before its answer finds its own file, and asks nothing', {
  timeout: 120_000,
}, async (t) => {
  const stage = await openStage(t)
  const { client, page } = await opened(stage, 'ningsih.laut')
  await page.route('**/v1/uploads/*', async (route) => {
    if (route.request().method() !== 'PATCH') return route.continue()
    // The server has it; the page never hears of it.
    await route.fetch()
  })
  await page.locator('input[type=file]').setInputFiles(fatClip(stage, 'ombak.mp4', 10, 50_000))
  await until('it arrived', async () => (await uploadsOf(client, 'unposted')).length === 1)
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await page.reload()
  await page.getByText('Arrived, not published').first().waitFor()
  assert.equal(await page.getByText('You sent this file before').count(), 0)
  assert.deepEqual(await uploadsOf(client, 'open'), [])
})

test('several files at once, on whatever page; the same one again is not sent again', {
  timeout: 180_000,
}, async (t) => {
  const stage = await openStage(t)
  const { client, page } = await opened(stage, 'budi.pola')
  const files = [8, 9].map((seed) => fatClip(stage, `pola-${seed}.mp4`, seed, 600_000))
  const line = await slowLine(page, 150_000)
  await page.locator('input[type=file]').setInputFiles(files)
  await page.getByRole('article', { name: 'pola-8.mp4' }).waitFor()
  await page.getByRole('article', { name: 'pola-9.mp4' }).waitFor()
  await until('both are on their way', async () => {
    const open = await uploadsOf(client, 'open')
    return open.length === 2 && open.every((one) => one.receivedBytes > 0)
  })

  await page.getByRole('link', { name: 'Home' }).first().click()
  await page.getByRole('button', { name: 'Show uploads' }).click()
  await page.getByRole('article', { name: 'pola-9.mp4' }).waitFor()
  await page.keyboard.press('Escape')
  await line.full()
  await until('both arrived', async () => (await uploadsOf(client, 'unposted')).length === 2)
  const arrived = (await uploadsOf(client, 'unposted')).map((one) => one.sha256).toSorted()
  assert.deepEqual(arrived, files.map(hashOf).toSorted())

  let steps = 0
  page.on('request', (request) => {
    if (request.method() === 'PATCH') steps++
  })
  await page.goto('/create')
  await page.getByRole('article', { name: 'pola-8.mp4' }).getByText('Arrived, not published').waitFor()
  const copy = join(stage.dataFolder, 'nama lain.mp4')
  writeFileSync(copy, readFileSync(files[0] ?? ''))
  await page.locator('input[type=file]').setInputFiles(copy)
  await page.waitForURL('**/create/post/*')
  await page.getByText('You sent this file before').first().waitFor()
  await page.getByRole('button', { name: 'Post it again without sending' }).click()
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByText("It's live!").waitFor({ timeout: 60_000 })
  assert.equal(steps, 0, 'not a byte was sent')
})

test('a session that ends in the middle asks to log in, and goes on', { timeout: 180_000 }, async (t) => {
  const stage = await openStage(t)
  const phone = await stage.phone()
  const page = await phone.newPage()
  await page.goto('/signup?next=/create')
  await page.locator('input[name=username]').fill('rani.rasa')
  await page.locator('input[name=name]').fill('Rani Rasa')
  await page.locator('input[name=password]').fill('rasa-dan-rempah-7')
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.waitForURL('**/create')
  const line = await slowLine(page, 200_000)
  await page.locator('input[type=file]').setInputFiles(fatClip(stage, 'rasa.mp4', 11, 2_000_000))
  await page.waitForURL('**/create/post/*')
  await page.getByText('Uploading').first().waitFor()
  const cookies = await phone.cookies()
  await phone.clearCookies({
    name: cookies.find((one) => one.name.includes('session'))?.name ?? 'panggung_session',
  })
  await page.getByRole('link', { name: 'Log in' }).first().waitFor()
  await page.getByRole('main').getByRole('link', { name: 'Log in' }).first().click()
  await line.full()
  await page.locator('input[name=username]').fill('rani.rasa')
  await page.locator('input[name=password]').fill('rasa-dan-rempah-7')
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.waitForURL('**/create/post/*')
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByText("It's live!").waitFor({ timeout: 60_000 })
})
