/** The viewer's hand in a browser: not interested over a clip, with a way back; a muted word; the feed begun anew. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openStage } from './browser.ts'

test('not interested, undone, and a muted word', { timeout: 120_000 }, async (t) => {
  const stage = await openStage(t)
  for (const handle of ['sari.senja', 'budi.99']) {
    const creator = await stage.person(handle)
    for (const word of ['pagi', 'malam'])
      await stage.posts(creator, { caption: `${word} dari ${handle} #${word}` })
  }
  const phone = await stage.phone()
  const page = await phone.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  await page.goto('/')
  const front = page.locator('article:not([inert])')
  const nameOf = async (): Promise<string> =>
    (await front.getAttribute('aria-label'))?.match(/@[a-z0-9.]+/)?.[0] ?? ''
  await front.getByRole('button', { name: 'Video menu' }).waitFor()
  const unwanted = await nameOf()
  assert.ok(unwanted !== '')

  await front.getByRole('button', { name: 'Video menu' }).click()
  await page.getByRole('button', { name: 'Not interested' }).click()
  await page.getByRole('button', { name: `Everything by ${unwanted}` }).click()
  await page.getByText(`${unwanted} stays out of your feed`).waitFor()
  await page.waitForFunction(
    (handle) => !document.querySelector('article:not([inert])')?.getAttribute('aria-label')?.includes(handle),
    unwanted,
  )
  const ahead = await page
    .locator('article:not([inert]) ~ article')
    .evaluateAll((slides) => slides.map((slide) => slide.getAttribute('aria-label') ?? ''))
  assert.ok(ahead.every((label) => !label.includes(unwanted)))
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Taken back').waitFor()

  await page.goto('/settings')
  await page.getByRole('link', { name: 'Muted words' }).click()
  await page.getByLabel('Word or phrase').fill('  MALAM! ')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Remove malam' }).waitFor()
  await page.getByRole('link', { name: 'Home', exact: true }).first().click()
  await front.getByRole('button', { name: 'Video menu' }).waitFor()
  assert.equal(await page.getByText('malam dari').count(), 0)
  await page.goto('/settings/interests')
  await page.getByRole('switch', { name: 'Learn from what I watch' }).click()
  await page.reload()
  assert.equal(await page.getByRole('switch', { name: 'Learn from what I watch' }).isChecked(), false)
  assert.deepEqual(faults, [])
})
