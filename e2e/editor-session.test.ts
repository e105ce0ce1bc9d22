/** The editor as a whole in a real browser: what is shown, what is kept, and who may write. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type EditorPage, openEditorPage } from './editor-page.ts'

describe('the editor', () => {
  const ends: (() => unknown)[] = []
  let engine: EditorPage
  before(async () => {
    engine = await openEditorPage({ after: (end) => void ends.push(end) })
  })
  after(async () => {
    assert.deepEqual(engine.faults, [])
    for (const end of ends.reverse()) await end()
  })

  test('files come in, changes show at once and can be taken back, it plays and stops', async () => {
    assert.deepEqual(await engine.play('edit'), {
      refused: ['unreadable'],
      size: [720, 1280, 30],
      shots: 2,
      tracks: 1,
      durationMs: 6000,
      undoLabel: true,
      stays: true,
      ended: 6000,
      pictures: [0, 1000, 2000],
      wave: [300, true],
      still: [90, 160],
      here: true,
    })
  })

  test('a draft that was closed opens as it was, with its undo and its files, and is finished', async () => {
    assert.deepEqual(await engine.play('reopen'), {
      isSame: true,
      label: 'mirror',
      isUndone: true,
      places: ['reading', 'reading'],
      title: 'Senja',
      phase: 'done',
      progress: 1,
      listed: true,
    })
    const { seconds, video } = await engine.made.probe('reopened')
    assert(Math.abs(seconds - 6) < 0.05, `${seconds} s`)
    assert.deepEqual([video.codec_tag_string, video.width], ['avc1', 720])
  })

  test('one tab writes; another looks on, or takes it over with the last change', async () => {
    const draftId = String(await engine.play('beginAndStay'))
    const second = await engine.openTab()
    assert.deepEqual(await second.play('openAndStay', draftId), {
      state: 'open',
      writable: false,
      shots: 2,
      keeping: 'kept',
    })
    assert.equal(await second.play('change'), false)
    // Not yet kept when the other asks for it.
    assert.equal(await engine.play('change'), true)
    assert.deepEqual(await second.play('takeAndTell'), {
      state: 'open',
      writable: true,
      shots: 1,
      keeping: 'kept',
    })
    assert.match(JSON.stringify(await engine.play('tellStay')), /"writable":false/)
    assert.equal(await engine.play('change'), false)
    await second.page.close()
  })

  test('a tab that is gone from one moment to the next loses no more than the last second', async () => {
    const first = await engine.openTab()
    const draftId = String(await first.play('beginAndStay'))
    await first.play('change')
    await first.page.waitForTimeout(1000)
    await first.page.close({ runBeforeUnload: false })
    const second = await engine.openTab()
    assert.match(JSON.stringify(await second.play('openAndStay', draftId)), /"writable":true,"shots":1/)
    await second.page.close()
  })

  test('files that the browser threw away are missed by name, and only the same file is taken', async () => {
    const tab = await engine.openTab()
    assert.deepEqual(await tab.play('forget'), { reason: 'missing-part', isOther: false, isIt: true })
    await tab.page.close()
  })

  test('a window that may keep nothing says so and works on', async () => {
    const tab = await engine.openTab()
    assert.deepEqual(await tab.play('unkept'), { code: 'no-storage', shots: 2, here: true })
    await tab.page.close()
  })

  test('without codecs of its own a browser still shows and plays, and says who makes the clip', async () => {
    const tab = await engine.openTab()
    await tab.page.addInitScript(() => {
      for (const name of ['VideoDecoder', 'VideoEncoder', 'AudioDecoder', 'AudioEncoder'])
        Reflect.deleteProperty(globalThis, name)
    })
    await tab.page.reload()
    await tab.page.waitForFunction('"scenarios" in globalThis')
    assert.deepEqual(await tab.play('withoutCodecs'), {
      refused: 0,
      loud: true,
      here: false,
      reason: 'no-webcodecs',
      isTold: true,
      fault: 'no-decoder',
    })
    await tab.page.close()
  })
})
