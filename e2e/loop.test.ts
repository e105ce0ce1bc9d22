/** The promise in one piece: someone signs up on a phone and posts a clip, someone else watches it and sees an ad, the
 *  day and the period close, the creator reads the amount, and a stranger's program says that it is right. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { smallClip } from '../apps/testing/house.ts'
import { openStage, type Stage } from './browser.ts'

const verifier = fileURLToPath(new URL('../verifier/verify.ts', import.meta.url))

test('a clip goes up, a view becomes a rupiah, a stranger can check it', { timeout: 300_000 }, async (t) => {
  const stage = await openStage(t)
  await sellAds(stage)
  for (const name of ['budi.pola', 'rani.rasa', 'tono.tawa']) {
    const maker = await stage.person(name)
    for (let clip = 0; clip < 2; clip++)
      await stage.posts(maker, { caption: `klip ${clip} dari ${name}`, seconds: 6 })
  }

  const creator = await (await stage.phone()).newPage()
  await signUp(creator)
  await upload(creator, smallClip(stage.dataFolder, 7, 99))

  const viewer = await (await stage.phone()).newPage()
  const seen = await watch(viewer)
  assert.ok(seen.clip, 'the new clip plays in another person’s feed')
  assert.ok(seen.ad, 'an ad is shown and says so')

  await closeTheWeek(stage)
  await creator.goto('/studio/earnings?period=2026-W34')
  await creator.getByText('Posted as whole rupiah').first().waitFor()
  const statement = await download(creator, /Your statement/)
  const paid = await earned(stage)
  assert.ok(paid > 0n, 'the creator earned whole rupiah')
  assert.match(await creator.locator('main').innerText(), new RegExp(`Rp${paid}\\b`))
  const said = execFileSync(process.execPath, [verifier, statement], { encoding: 'utf8' })
  assert.match(said, new RegExp(`^OK .*`, 'm'))
  assert.match(said, new RegExp(`IDR ${paid}\\b`))

  await creator.goto('/verify')
  await creator.locator('input[type=file]').setInputFiles(statement)
  await creator.getByText('Everything adds up').first().waitFor()

  await creator.getByRole('button', { name: 'Check another file' }).click()
  const forged = readFileSync(statement, 'utf8').replace(/"posted":\s*"\d+"/, '"posted":"999999"')
  await creator
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'forged.json', mimeType: 'application/json', buffer: Buffer.from(forged) })
  await creator.getByText('Something is wrong').first().waitFor()
  const audit = await stage.stage.admin.audit()
  assert.deepEqual(
    audit.checks.filter((check) => !check.ok),
    [],
  )
})

async function sellAds({ stage, person, posts }: Stage): Promise<void> {
  const warung = await person('warung.tini', 'merchant')
  const operator = await person('penjaga', 'operator')
  assert.ok(warung.account && operator.account)
  const clip = await posts(warung, { caption: 'nasi uduk', visibility: 'unlisted', seconds: 5 })
  const topUp = await stage.ads.requestTopUp(warung.account.id, 500_000n)
  await stage.ads.confirmTopUp(operator.account.id, topUp.id, 'BCA 19/08 0001')
  await stage.ads.openCampaign(warung.account.id, {
    videoId: clip.id,
    title: 'Nasi uduk hangat',
    cta: 'chat',
    landingUrl: 'https://wa.me/6281200000000',
    cpmIdr: 100_000n,
    dailyBudgetIdr: 100_000n,
    totalBudgetIdr: 200_000n,
  })
}

async function signUp(page: Page): Promise<void> {
  await page.goto('/signup?next=/create')
  await page.locator('input[name=username]').fill('sari.senja')
  await page.locator('input[name=name]').fill('Sari Senja')
  await page.locator('input[name=password]').fill('senja-di-pantai-7')
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.waitForURL('**/create')
}

async function upload(page: Page, file: string): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(file)
  await page.getByLabel('Caption').fill('Senja di Losari #senja #makassar')
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByText("It's live!").waitFor({ timeout: 60_000 })
}

/** Swipes through the feed as a person does, staying with the clip that is looked for and with the first ad. */
async function watch(page: Page): Promise<{ clip: boolean; ad: boolean }> {
  const seen = { clip: false, ad: false }
  await page.goto('/')
  await page.locator('video').first().waitFor()
  for (let swipe = 0; swipe < 14 && !(seen.clip && seen.ad); swipe++) {
    const article = page.locator('article[aria-posinset]:not([inert])')
    await article.waitFor()
    const label = (await article.getAttribute('aria-label')) ?? ''
    const wanted = label.includes('@sari.senja') || label.startsWith('Advertisement')
    await playsFor(page, wanted ? 5.4 : 0.3)
    if (label.includes('@sari.senja')) seen.clip = true
    if (label.startsWith('Advertisement')) {
      await article.getByText('Sponsored').waitFor()
      seen.ad = true
    }
    await page.keyboard.press('ArrowDown')
    await page.waitForTimeout(500)
  }
  // Leaving the page sends what has not been reported yet.
  await page.goto('/about-demo')
  await page.waitForTimeout(1_000)
  return seen
}

/** Waits until the clip in front has really played for so long. */
async function playsFor(page: Page, seconds: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => {
      const playing = [...document.querySelectorAll('video')].find(
        (video) =>
          !video.paused && video.getBoundingClientRect().top > -50 && video.getBoundingClientRect().top < 400,
      )
      return playing !== undefined && playing.currentTime >= Math.min(wanted, playing.duration - 0.2)
    },
    seconds,
    { timeout: 20_000 },
  )
}

async function closeTheWeek({ stage, clock }: Stage): Promise<void> {
  await stage.playback.judgeDue()
  await stage.ads.billDue()
  clock.set('2026-08-24T03:00:00Z') // Monday of the next week, in Jakarta too
  await stage.playback.makeDaysAhead()
  const { periods } = await stage.admin.close()
  assert.deepEqual(periods, ['2026-W34'])
}

async function earned({ stage }: Stage): Promise<bigint> {
  const account = await stage.identity.findByHandle('sari.senja')
  assert.ok(account)
  const [statement] = await stage.revenue.statements(account.id)
  return statement?.posted ?? 0n
}

async function download(page: Page, name: RegExp): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name }).first().click(),
  ])
  const path = join(await file.path())
  return path
}
