import assert from 'node:assert/strict'
import test from 'node:test'
import { placeBefore, rememberPlace } from './go-on.ts'

function shelf(first?: string): Pick<Storage, 'getItem' | 'setItem'> {
  let kept = first ?? null
  return {
    getItem: () => kept,
    setItem: (_, value) => {
      kept = value
    },
  }
}

test('each payment remembers its own place, the latest twenty', () => {
  const on = shelf()
  for (let n = 0; n < 25; n++) rememberPlace(`p${n}`, `/v/${n}`, on)
  rememberPlace('p24', '/v/again', on)
  assert.equal(placeBefore('p24', on), '/v/again')
  assert.equal(placeBefore('p6', on), '/v/6')
  assert.equal(placeBefore('p3', on), undefined)
})

test('nothing leads off this site, and what is broken leads nowhere', () => {
  for (const path of ['https://evil.example', '//evil.example', '/\\evil.example', 'v/1'])
    assert.equal(placeBefore('p', shelf(JSON.stringify([['p', path]]))), undefined, path)
  for (const broken of ['{', '{}', '[1]', '[["p"]]']) assert.equal(placeBefore('p', shelf(broken)), undefined)
})
