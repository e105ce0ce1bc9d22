/** A creator's words in writing: a file goes up, a cue is moved by hand, it is saved, and whoever watches reads it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { enter, openStage } from './browser.ts'

const srt = `1
00:00:00,500 --> 00:00:02,000
Senja di Losari.

2
00:00:02,500 --> 00:00:04,000
Angin dari <i>laut</i>.
`

test('captions go up as a file, are moved by hand, and are read by others', {
  timeout: 200_000,
}, async (t) => {
  const stage = await openStage(t)
  const creator = await stage.person('sari.senja')
  const clip = await stage.posts(creator, { caption: 'Senja', seconds: 6 })
  const phone = await stage.phone()
  await enter(phone, stage, creator)
  const page = await phone.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))

  await page.goto('/studio')
  await page.getByRole('button', { name: /^Menu for/ }).click()
  await page.getByRole('menuitem', { name: 'Captions' }).click()
  await page.waitForURL(`**/studio/captions/${clip.id}`)
  await page.getByText('No captions yet').waitFor()

  const input = page.locator('input[type=file]')
  const latin1 = Buffer.from('1\n00:00:00,500 --> 00:00:02,000\ncaf\xe9\n', 'latin1')
  await input.setInputFiles({ name: 'klip.id.srt', mimeType: 'application/x-subrip', buffer: latin1 })
  await page.getByText('Line 3: this is not UTF-8 text').waitFor()
  await input.setInputFiles({
    name: 'klip.id.srt',
    mimeType: 'application/x-subrip',
    buffer: Buffer.from(srt),
  })
  await page.getByText('The file was taken: 2 cues').waitFor()
  await page.getByRole('link', { name: 'Indonesian' }).click()

  const block = page.getByRole('button', { name: /^Cue 1, 0:00\.500 to 0:02\.000/ })
  await block.focus()
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('ArrowLeft')
  await page.getByRole('button', { name: /^Cue 1, 0:00\.690 to 0:02\.190/ }).waitFor()
  await page.getByLabel('Text of cue 2').fill('Angin dari laut lepas.')
  await page.getByText('Not saved yet').waitFor()

  // A tab that is closed loses nothing.
  await page.waitForFunction(() =>
    Object.keys(localStorage).some((key) => key.startsWith('panggung.captions.')),
  )
  await page.reload()
  await page.getByText('Your unsaved work was brought back').waitFor()

  // Someone else's save in between is not overwritten.
  const creatorId = creator.account?.id ?? ''
  await stage.stage.captions.save(creatorId, clip.id, 'id', {
    revision: 1,
    published: true,
    cues: [{ startMs: 0, endMs: 1000, text: 'Dari tempat lain.' }],
  })
  await page.getByRole('button', { name: 'Save', exact: true }).first().click()
  await page.getByText('These captions were changed elsewhere').waitFor()
  await page.getByRole('button', { name: 'Keep mine' }).click()
  await page.getByText('Everything is saved').waitFor()

  // The feed learns of it within seconds; here, at once.
  await stage.stage.feed.refresh()
  const viewer = await (await stage.desktop()).newPage()
  await viewer.goto(`/v/${clip.id}`)
  await viewer.locator('[data-captions]').getByText('Senja di Losari.').waitFor()
  const read = await viewer.evaluate(async (id) => {
    const list: { tracks: { lang: string; url: string }[] } = await (
      await fetch(`/v1/videos/${id}/captions`)
    ).json()
    const [first] = list.tracks
    return { lang: first?.lang, text: first ? await (await fetch(first.url)).text() : '' }
  }, clip.id)
  assert.equal(read.lang, 'id')
  assert.equal(
    read.text,
    'WEBVTT\n\n00:00:00.690 --> 00:00:02.190\nSenja di Losari.\n\n00:00:02.500 --> 00:00:04.000\nAngin dari laut lepas.\n',
  )
  const links = await stage.stage.captions.captionsOf([clip.id])
  assert.equal(links.get(clip.id)?.[0]?.lang, 'id')

  await page.getByRole('link', { name: 'Back to the captions' }).click()
  await page.getByRole('button', { name: /^Options for Indonesian/ }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('link', { name: 'Indonesian' }).waitFor()
  assert.deepEqual(faults, [])
})
