/** Searching in a browser: the `/` key, suggestions by keyboard, a typing error forgiven, recent searches that stay on the
 *  device, and what is rising when nothing is asked. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pageOf, watchToTheEnd } from '../apps/tests/watch.ts'
import { openStage } from './browser.ts'

test('a clip is found by a misspelt word, with the keyboard and with a thumb', {
  timeout: 120_000,
}, async (t) => {
  const stage = await openStage(t)
  const sari = await stage.person('sari.senja')
  const clip = await stage.posts(sari, { caption: 'Matahari terbenam di Losari #senja' })
  const fan = await stage.person('penonton')
  const [slot] = await pageOf(fan)
  assert.ok(slot)
  await watchToTheEnd(stage, fan, slot)
  await stage.stage.playback.judgeDue()
  await stage.stage.search.refresh()
  await stage.stage.search.measureHeat()

  const desk = await (await stage.desktop()).newPage()
  const faults: string[] = []
  desk.on('pageerror', (error) => faults.push(error.message))
  desk.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  await desk.goto('/verify')
  await desk.getByRole('link', { name: 'Search' }).first().waitFor()
  await desk.keyboard.press('/')
  const field = desk.getByRole('combobox', { name: 'Search people, clips, tags, sounds' })
  await field.waitFor()
  await desk.getByRole('heading', { name: 'Rising now' }).waitFor()
  await desk.getByRole('link', { name: 'senja 1 clip' }).waitFor()
  await desk.keyboard.type('sari')
  const option = desk.getByRole('option', { name: '@sari.senja' })
  await option.waitFor()
  assert.equal(await field.getAttribute('aria-expanded'), 'true')
  await desk.keyboard.press('ArrowUp')
  assert.notEqual(await field.getAttribute('aria-activedescendant'), null)
  await desk.keyboard.press('Escape')
  assert.equal(await field.getAttribute('aria-expanded'), 'false')
  await field.fill('@sari')
  await option.click()
  await desk.waitForURL('**/@sari.senja')

  const phone = await (await stage.phone()).newPage()
  phone.on('pageerror', (error) => faults.push(error.message))
  await phone.goto('/following')
  await phone.getByRole('link', { name: 'Search' }).click()
  await phone.getByRole('combobox', { name: 'Search people, clips, tags, sounds' }).fill('mathari')
  await phone.getByRole('button', { name: 'Search', exact: true }).click()
  await phone.getByText('Showing results for “matahari”.').waitFor()
  await phone.getByRole('link', { name: clip.caption }).waitFor()
  await phone.getByRole('link', { name: 'Tags', exact: true }).click()
  await phone.getByRole('heading', { name: 'Nothing found for “mathari”' }).waitFor()
  await phone.getByRole('button', { name: 'Clear' }).click()
  await phone.getByRole('button', { name: 'Remove “mathari” from recent searches' }).click()
  await phone.reload()
  await phone.getByRole('heading', { name: 'Rising now' }).waitFor()
  assert.equal(await phone.getByText('mathari').count(), 0)
  assert.deepEqual(faults, [])
})
