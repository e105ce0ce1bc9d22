/** Making a clip inside: recorded before the camera, edited, made in the browser, posted, and seen by someone else.
 *  And the same page for those who use no pointer, or no sight: keys alone, and axe-core on every panel. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import type { AxeResults } from 'axe-core'
import type { BrowserContext, Page } from 'playwright-core'
import { smallClip } from '../apps/testing/house.ts'
import { enter, openStage, type Stage } from './browser.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const PANELS = ['Cut', 'Sound', 'Text', 'Filters', 'Stickers', 'Draw', 'Voice-over', 'Crop', 'Cover'] as const

test('a clip is recorded, edited, made and posted without leaving the stage', {
  timeout: 300_000,
}, async (t) => {
  const stage = await openStage(t)
  const maker = await stage.person('sari.senja')
  const phone = await stage.phone()
  await allowCamera(phone, stage)
  await enter(phone, stage, maker)
  const page = await phone.newPage()
  const faults = listen(page)

  await page.goto('/create/camera')
  await record(page, 1_600)
  await page.getByText('Kept. 1 take.').waitFor({ state: 'attached' })
  await record(page, 1_400, 1_600)
  await page.getByText('Kept. 2 takes.').waitFor({ state: 'attached' })
  await page.getByRole('button', { name: 'Next, to editing' }).click()
  await page.waitForURL('**/create/edit?draft=**')
  const shots = page.locator('[data-shot]')
  await shots.nth(1).waitFor()
  assert.equal(await shots.count(), 2)

  await tool(page, 'Cut')
  const until = page.getByLabel('Until')
  await until.fill('1')
  await until.press('Enter')
  await shots
    .first()
    .and(page.getByLabel(/0:01\.0$/))
    .waitFor()

  await closePanel(page)
  await tool(page, 'Text')
  await page.getByRole('button', { name: 'Add text' }).click()
  await page.getByLabel('Words').fill('Senja di Losari')
  await closePanel(page)
  await tool(page, 'Filters')
  await page.getByRole('radio', { name: 'Warm' }).check({ force: true })
  await closePanel(page)
  await page.getByText('Kept', { exact: false }).first().waitFor({ state: 'attached' })

  // What was made survives a reload, before anything was sent.
  await page.reload()
  await shots.nth(1).waitFor()
  await page.getByRole('button', { name: 'text “Senja di Losari”', exact: false }).first().waitFor()

  await page.getByRole('button', { name: 'Next, make the clip' }).click()
  await page.waitForURL('**/create/post/**', { timeout: 120_000 })
  await page.getByLabel('Caption', { exact: true }).fill('Dibuat di panggung #senja')
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByText("It's live!").waitFor({ timeout: 90_000 })
  const watch = await page.getByRole('link', { name: 'Watch' }).getAttribute('href')
  assert.ok(watch)
  assert.deepEqual(faults, [])

  const viewer = await (await stage.phone()).newPage()
  await viewer.goto(watch)
  await viewer.waitForFunction(
    () =>
      [...document.querySelectorAll('video')].some(
        (video) => video.currentTime > 0.5 && video.videoWidth > 0,
      ),
    undefined,
    { timeout: 60_000 },
  )
  const shape = await viewer.evaluate(() => {
    const playing = [...document.querySelectorAll('video')].find((video) => video.currentTime > 0.5)
    return playing
      ? { upright: playing.videoHeight > playing.videoWidth, seconds: playing.duration }
      : undefined
  })
  assert.ok(shape?.upright, 'the clip stands upright')
  assert.ok(shape.seconds > 1.8 && shape.seconds < 4, `it lasts as long as it was cut: ${shape.seconds} s`)
})

test('a take there is no room for is offered, and nobody leaves it unasked', {
  timeout: 120_000,
}, async (t) => {
  const stage = await openStage(t)
  const maker = await stage.person('sari.senja')
  const phone = await stage.phone()
  await allowCamera(phone, stage)
  await enter(phone, stage, maker)
  const page = await phone.newPage()
  await page.goto('/create/camera')
  const { origin } = new URL(page.url())
  const devtools = await phone.newCDPSession(page)
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 60_000 })

  await record(page, 1_600)
  const told = page.getByText('This take is not kept yet')
  await told.waitFor()
  await page.getByRole('button', { name: 'Next, to editing' }).click()
  await page.getByRole('button', { name: 'Stay here' }).click()
  assert.equal(new URL(page.url()).pathname, '/create/camera')
  await page.getByRole('button', { name: 'Throw away' }).click()
  await told.waitFor({ state: 'detached' })

  await devtools.send('Storage.overrideQuotaForOrigin', { origin })
  await record(page, 1_600)
  await page.getByText('Kept. 1 take.').waitFor({ state: 'attached' })
  await page.getByRole('button', { name: 'Next, to editing' }).click()
  await page.waitForURL('**/create/edit?draft=**')
  await page.locator('[data-shot]').waitFor()
})

test('a voice is spoken over a clip, its cover chosen, and it waits for its hour', {
  timeout: 200_000,
}, async (t) => {
  // The browser's clock says which moments can be picked, so the stage agrees with it.
  const stage = await openStage(t, { at: new Date().toISOString() })
  const context = await stage.phone()
  await allowCamera(context, stage)
  const page = await editing(stage, context, 'suara.sari')
  const faults = listen(page)

  await tool(page, 'Voice-over')
  await page.getByRole('button', { name: /^Record from/ }).click()
  const timer = page.getByRole('timer')
  await timer.waitFor()
  await page.waitForFunction(
    () => Number(/:(\d+\.\d)/.exec(document.querySelector('[role=timer]')?.textContent ?? '')?.[1]) >= 1,
  )
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.getByRole('button', { name: 'Delete Voice-over' }).waitFor()
  await closePanel(page)

  await tool(page, 'Cover')
  const stills = page.getByRole('button', { name: /^Picture at/ })
  await stills.nth(7).waitFor()
  await stills.nth(5).click()
  await page.getByText('Cover now: 0:04.1').waitFor()
  await closePanel(page)

  await page.getByRole('button', { name: 'Next, make the clip' }).click()
  await page.waitForURL('**/create/post/**', { timeout: 120_000 })
  await page.getByLabel('Caption', { exact: true }).fill('Besok tayang')
  await page.getByText('Later', { exact: true }).click()
  await page.getByRole('button', { name: 'Schedule' }).click()
  await page.getByText('It is scheduled').waitFor({ timeout: 90_000 })
  assert.deepEqual(faults, [])
})

test('a clip is edited with keys alone', { timeout: 200_000 }, async (t) => {
  const stage = await openStage(t)
  const page = await editing(stage, await stage.desktop(), 'rani.rasa')
  const shots = page.locator('[data-shot]')
  const keys = page.keyboard

  await shots.first().focus()
  await keys.press('Home')
  for (let step = 0; step < 2; step++) await keys.press('Shift+ArrowRight')
  // Arrow keys on a shot go to its neighbours; the page's own keys begin beside it.
  await page.getByRole('slider', { name: 'Position in the clip' }).focus()
  await keys.press('Home')
  for (let step = 0; step < 20; step++) await keys.press('ArrowRight')
  await keys.press('s')
  await shots.nth(1).waitFor()
  assert.equal(await shots.count(), 2, 'S splits at the playhead')

  await shots.nth(1).focus()
  await keys.press('Alt+ArrowLeft')
  await page.getByText('Now number 1 of 2').waitFor({ state: 'attached' })
  await keys.press('d')
  await shots.nth(2).waitFor()
  await keys.press('Control+z')
  await page.getByText('Undone: Duplicate').waitFor({ state: 'attached' })
  assert.equal(await shots.count(), 2)

  await shots.nth(0).focus()
  await keys.press('Enter')
  await page.getByRole('slider', { name: 'End of the cut' }).focus()
  const before = await page.getByRole('slider', { name: 'End of the cut' }).getAttribute('aria-valuenow')
  await keys.press('Shift+ArrowLeft')
  const after = await page.getByRole('slider', { name: 'End of the cut' }).getAttribute('aria-valuenow')
  assert.equal(Number(before) - Number(after), 1000, 'a handle is moved by a second')

  await keys.press('Escape')
  await keys.press('t')
  await page.getByRole('button', { name: 'Add text' }).press('Enter')
  await page.getByLabel('Words').fill('Halo')
  await keys.press('Escape')
  const layer = page.getByRole('button', { name: 'text “Halo” on the clip' })
  await layer.focus()
  await keys.press('Enter')
  await page.getByText('Exact numbers').click()
  const across = page.getByLabel('Across')
  assert.equal(await across.inputValue(), '50')
  await layer.focus()
  for (let step = 0; step < 3; step++) await keys.press('ArrowRight')
  assert.equal(await across.inputValue(), '53', 'arrows move a text on the picture')
  await keys.press('Delete')
  await layer.waitFor({ state: 'detached' })

  await keys.press('?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  await keys.press('Escape')
  await page.getByRole('button', { name: 'Next, make the clip' }).focus()
  assert.ok(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')?.startsWith('Next')))
})

test('the camera and every panel of the editor can be used by everyone', { timeout: 300_000 }, async (t) => {
  const stage = await openStage(t)
  const faults: string[] = []
  for (const size of ['phone', 'desktop'] as const) {
    const context = await stage[size]()
    await allowCamera(context, stage)
    const page = await editing(stage, context, `mata.${size}`)
    faults.push(...(await axeOn(page, `${size} editor`)))
    for (const panel of PANELS) {
      await tool(page, panel)
      await still(page)
      faults.push(...(await axeOn(page, `${size} ${panel}`)))
      await closePanel(page)
    }
    await page.goto('/create/camera')
    await page.getByRole('button', { name: 'Record', exact: true }).waitFor()
    faults.push(...(await axeOn(page, `${size} camera`)))
    await context.close()
  }
  // Nobody is left before a black screen.
  const refused = await stage.phone()
  await enter(refused, stage, await stage.person('tanpa.kamera'))
  await refused.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
  })
  const page = await refused.newPage()
  await page.goto('/create/camera')
  await page.getByText('The camera is not allowed yet').waitFor()
  await page.getByRole('button', { name: 'Pick files' }).first().waitFor()
  faults.push(...(await axeOn(page, 'camera refused')))
  assert.deepEqual(faults, [])
})

async function allowCamera(context: BrowserContext, { url }: Stage): Promise<void> {
  await context.grantPermissions(['camera', 'microphone'], { origin: url })
}

/** The editor with one clip of six seconds in it. */
async function editing(stage: Stage, context: BrowserContext, handle: string): Promise<Page> {
  await enter(context, stage, await stage.person(handle))
  const page = await context.newPage()
  await page.goto('/create/edit')
  await page.locator('input[type=file][multiple]').setInputFiles(smallClip(stage.dataFolder, 6, 7))
  await page.locator('[data-shot]').first().waitFor()
  const close = page.getByRole('button', { name: /^Close the panel/ })
  if (await close.isVisible()) await close.click()
  return page
}

/** @param before how long the clip is already, in milliseconds */
async function record(page: Page, ms: number, before = 0): Promise<void> {
  await page.locator('button[aria-label="Record"]:enabled').press('Enter')
  const stop = page.getByRole('button', { name: 'Stop recording' })
  await stop.waitFor()
  // The page's own clock: a slow machine begins to record later.
  await page.waitForFunction((until) => {
    const [, minutes, seconds] =
      /(\d+):(\d+\.\d)/.exec(document.querySelector('.length')?.textContent ?? '') ?? []
    return (Number(minutes) * 60 + Number(seconds)) * 1000 >= until
  }, before + ms)
  await stop.press('Enter')
}

/** What appears has appeared: only what waits goes on moving. */
async function still(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every((one) => one.playState !== 'running' || one.effect?.getTiming().iterations === Infinity),
  )
}

async function tool(page: Page, name: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Editing tools' })
    .getByRole('button', { name, exact: true })
    .click()
  await page.locator('section.panel').waitFor()
}

async function closePanel(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Close the panel/ }).click()
}

/** What the console says while a page is open: with it the content security policy speaks. */
function listen(page: Page): string[] {
  const faults: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 40[1349]/.test(message.text())) faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(error.message))
  return faults
}

async function axeOn(page: Page, where: string): Promise<string[]> {
  await page.evaluate(axe)
  const { violations }: AxeResults = await page.evaluate(() =>
    window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }),
  )
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  return [
    ...violations.map(
      (one) => `${where}: ${one.id}: ${one.nodes.map((node) => node.target.join(' ')).slice(0, 3)}`,
    ),
    ...(wide > 0 ? [`${where}: ${wide} px wider than the screen`] : []),
  ]
}
