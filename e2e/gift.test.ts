/** A fan's rupiah in a browser: a gift is chosen, the coins for it are bought by QRIS on the way, the choice is kept, the
 *  gift is sent once, and the creator sees it among the earnings. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { enter, openStage } from './browser.ts'

test('a gift reaches its creator, with coins bought on the way', { timeout: 200_000 }, async (t) => {
  const stage = await openStage(t, { fakeGateway: true })
  const creator = await stage.person('sari.senja')
  const fan = await stage.person('budi.nonton')
  const clip = await stage.posts(creator, { caption: 'Senja', seconds: 6 })
  const phone = await stage.phone()
  await enter(phone, stage, fan)
  const page = await phone.newPage()

  await page.goto(`/v/${clip.id}`)
  await page.getByRole('button', { name: 'Gift' }).first().click()
  await page.getByText('Rose', { exact: true }).first().click()
  await page.getByRole('button', { name: 'Get coins' }).click()

  await page.waitForURL(/\/coins/)
  await page.getByText('Your choice is kept').first().waitFor()
  await page.getByLabel('The year you were born').fill('1998')
  await page.getByText('QRIS', { exact: false }).first().click()
  await page.getByRole('button', { name: /^Pay Rp/ }).click()

  await page.waitForURL(/\/pay\//)
  await page.getByText('Scan this QRIS code').waitFor()
  const paymentId = new URL(page.url()).pathname.split('/')[2] ?? ''
  await stage.stage.fakeGateway?.pay(paymentId)
  await page
    .getByText(/in your wallet/)
    .first()
    .waitFor()

  await page.locator('a[href*="gift=1"]').first().click()
  const send = page.getByRole('button', { name: /^Send Rose/ })
  await send.dblclick() // the second tap of an impatient finger
  await page.getByText('Rose sent').first().waitFor()

  const id = creator.account?.id ?? ''
  const { pendingIdr } = await stage.stage.earnings.balances(id)
  assert.equal(pendingIdr, 400n, 'one rose of five coins, four fifths of it')
  const studio = await stage.phone()
  await enter(studio, stage, creator)
  const earnings = await studio.newPage()
  await earnings.goto('/studio/earnings')
  await earnings
    .getByText(/Rp\s?400\b/)
    .first()
    .waitFor()
})
