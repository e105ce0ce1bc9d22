// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { bytesOf, parse, sha256 } from './read.ts'
import { example, fails, passes } from './town.ts'
import { verifyStatement } from './verify.ts'

describe('files that are no statements', () => {
  const quick = async (text: string, note: RegExp, where?: RegExp) => {
    const report = await fails(text, 'form', where)
    assert.match(report.failure?.message.en ?? '', note)
    assert.ok(report.checks.slice(1).every((check) => check.ok === 'skipped'))
  }
  test('nothing, text, other JSON', async () => {
    await quick('', /too early/, /^1:1$/)
    await quick('Halo!', /not JSON/, /^1:1$/)
    await quick('\n\n   <html>', /not JSON/, /^3:4$/)
    await quick('null', /form/)
    await quick('[]', /form/)
    await quick('"x"', /form/)
    await quick('{}', /missing/, /format/)
    await quick('true', /not JSON/)
    await quick('12', /number/)
    await quick(`${example}x`, /not JSON/)
    await quick(`[${example},]`, /not JSON/)
    await quick(example.replace('"371"', '371'), /number/, /^\d+:\d+$/)
    await quick(example.replace('"371"', 'false'), /not JSON/)
    await quick(example.replace('"posted"', "'posted'"), /not JSON/)
    await quick(example.replace('"371"', '"37\n1"'), /not JSON/)
    await quick(example.replace('"371"', '"\\x37"'), /not JSON/)
    await quick(example.replace('"Asia/Jakarta"', '"\\ud800"'), /not JSON/)
    await quick(example.replace('"currency"', '"timeZone"'), /twice/)
    await quick(example.replace('"currency"', '"\\u0074imeZone"'), /twice/)
    await quick(example.replace('"paid": "3"', '"__proto__": "3", "__proto__": "4"'), /twice/)
  })
  test('cut off anywhere', async () => {
    for (let length = 0; length < example.trimEnd().length; length += 61)
      await quick(example.slice(0, length), /too early/)
  })
  test('a letter changed anywhere is noticed', async () => {
    const compact = JSON.stringify(JSON.parse(example))
    for (let at = 0; at < compact.length; at += 37) {
      const other = compact.charAt(at) === '~' ? '!' : '~'
      const report = await verifyStatement(compact.slice(0, at) + other + compact.slice(at + 1))
      assert.equal(report.ok, false, `${at}`)
    }
  })
  test('huge files and deep ones', async () => {
    const ten = 10_000_000
    await quick(' '.repeat(ten), /too early/)
    await quick('['.repeat(ten), /deeply/)
    await quick('{"a":'.repeat(ten / 5), /deeply/)
    await quick(`"${'a'.repeat(ten)}"`, /form/)
    await quick(`"${'\\'.repeat(ten)}`, /too early/)
    await quick(`{"${'b'.repeat(ten)}":null}`, /missing/)
    await quick(example.replace('"371"', `"${'9'.repeat(ten)}"`), /form/, /posted/)
    await quick(`[${'null,'.repeat(ten / 5)}null]`, /form/)
    await quick(randomBytes(5_000_000).toString('latin1'), /JSON|too early|number/)
    await passes(`${' '.repeat(ten)}${example}`)
  })
  test('SHA-256 is the one of the platform', () => {
    for (let length = 0; length < 300; length++) {
      const bytes = randomBytes(length)
      assert.equal(sha256(bytes), createHash('sha256').update(bytes).digest('hex'))
    }
    const long = randomBytes(1_000_003)
    assert.equal(sha256(long), createHash('sha256').update(long).digest('hex'))
    assert.deepEqual(bytesOf('00ff10a9'), new Uint8Array([0, 255, 16, 169]))
    assert.equal(parse('"\\u00e9\\n\\ud83d\\ude00"', ''), 'é\n😀')
  })
})
