import assert from 'node:assert/strict'
import { test } from 'node:test'
import { present } from '../../../platform/errors.ts'
import { noWishes } from '../../tastes/index.ts'
import { createCatalogue } from '../catalogue.ts'
import { aClip, settingsTrying } from '../testing.ts'
import { newMemory } from '../viewers.ts'
import { gather } from './gather.ts'
import type { Request, Source } from './source.ts'

test('a clip that two sources bring is one candidate, also where a far greater number came between', async () => {
  const catalogue = createCatalogue()
  for (let n = 0; n < 5_000; n++) catalogue.put(aClip(n))
  const [low, high] = [10, 4_900].map((n) => present(catalogue.get(aClip(n).id), 'it was put'))
  assert.ok(low && high)
  const aSource = (name: string, tries: boolean, ...listed: (typeof low)[]): Source => ({
    name,
    cap: 5,
    tries,
    why: { en: name, id: name },
    candidates: () => listed,
  })
  const request: Request = {
    viewerKey: 'me',
    accountId: null,
    lang: 'id',
    tab: 'for-you',
    memory: newMemory(),
    wishes: noWishes,
    tuned: settingsTrying(15),
    count: 10,
    nowMs: 0,
    mayShow: () => true,
    isNew: () => true,
    isOffered: () => true,
  }
  const found = await gather([aSource('one', false, low, high), aSource('two', true, low)], request, () => {})
  assert.deepEqual(
    found.map(({ entry, source, trial }) => [entry, source, trial]),
    [
      [low, 'one', 'two'],
      [high, 'one', undefined],
    ],
  )
})
