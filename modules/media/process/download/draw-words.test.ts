import assert from 'node:assert/strict'
import test from 'node:test'
import sharp from 'sharp'
import { drawWords } from './draw-words.ts'
import { glyphs } from './glyphs.ts'

test('every sign that a handle may have can be drawn', () => {
  for (const sign of 'abcdefghijklmnopqrstuvwxyz0123456789_.@') assert.ok(glyphs[sign], sign)
})

test('words become a picture without any font', async () => {
  const { path, width } = drawWords('@sari.senja', 40)
  assert.ok(width > 150 && width < 400)
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.ceil(width)}" height="60"><path transform="translate(0 42)" d="${path}" fill="#fff"/></svg>`
  const { channels } = await sharp(Buffer.from(svg)).stats()
  const alpha = channels[3]
  assert.ok(alpha && alpha.mean > 20 && alpha.mean < 140, 'some of it is ink, most is not')
})

test('accents fall to their letter, what has no outline is left out', () => {
  assert.equal(drawWords('café', 20).width, drawWords('cafe', 20).width)
  assert.equal(drawWords('舞台', 20).path, '')
})
