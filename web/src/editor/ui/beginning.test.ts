import assert from 'node:assert/strict'
import test from 'node:test'
import { chosenClip, readBeginning } from './beginning.ts'

const video = '019aaaaa-0000-7000-8000-000000000001'
const read = (query: string) => readBeginning(new URLSearchParams(query))

test('each way of opening is read from the address', () => {
  assert.deepEqual(read(`draft=${video}`), { draftId: video, photos: false })
  assert.deepEqual(read(`duet=${video.toUpperCase()}&sound=${video}`), {
    duet: video,
    soundId: video,
    photos: false,
  })
  assert.deepEqual(read('photos=1'), { photos: true })
})

test('what is no id is left out', () => {
  assert.deepEqual(read('draft=../../x&duet=1&photos=yes'), { photos: false })
})

test('a draft keeps its own credit, whatever else the address says', () => {
  assert.deepEqual(chosenClip(read(`stitch=${video}`)), { kind: 'stitch', videoId: video })
  assert.equal(chosenClip(read(`draft=${video}&stitch=${video}`)), undefined)
  assert.equal(chosenClip(read('')), undefined)
})
