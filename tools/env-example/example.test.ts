import assert from 'node:assert/strict'
import { test } from 'node:test'
import { integer, secret, section } from '../../platform/config/index.ts'
import { exampleOf, sectionsIn } from './example.ts'

test('each variable is listed with its meaning and its default, a secret without one', () => {
  const adsConfig = section('ADS', {
    CPM_MIN: integer({ min: 1, max: 9, default: 5, about: 'lowest price' }),
    port: integer({ min: 1, max: 9, default: 3, about: 'where it listens', env: 'PORT' }),
    KEY: secret({ about: 'signs' }),
  })
  const sections = sectionsIn({ adsConfig, other: { fields: 1 }, word: 'x' })
  assert.deepEqual(sections, [adsConfig])
  const again = section('FEED', {
    port: integer({ min: 1, max: 9, default: 4, about: 'the same', env: 'PORT' }),
  })
  const text = exampleOf([
    { file: 'modules/ads/config.ts', sections },
    { file: 'modules/feed/config.ts', sections: [again] },
  ])
  assert.deepEqual(text.split('\n').slice(3), [
    '# modules/ads/config.ts',
    '# lowest price',
    '#PANGGUNG_ADS_CPM_MIN=5',
    '# where it listens',
    '#PORT=3',
    '# signs',
    '#PANGGUNG_ADS_KEY=',
    '',
  ])
})
