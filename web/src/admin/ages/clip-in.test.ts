import assert from 'node:assert/strict'
import test from 'node:test'
import { clipIn } from './clip-in.ts'

const id = '019aaaaa-0000-7000-8000-000000000001'

test('a clip is named by the address of its page, on any stage, or by its id', () => {
  for (const text of [id, ` ${id.toUpperCase()} `, `/v/${id}`, `https://panggung.example/v/${id}?gift#top`])
    assert.equal(clipIn(text), id, text)
  for (const text of ['', 'senja', `https://panggung.example/@${id}`, `${id}0`, `x${id}`])
    assert.equal(clipIn(text), undefined, text)
})
