/** What every store must do, asked of each in the same words. */
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import test, { type TestContext } from 'node:test'
import { temporaryFolder } from '../../testing/folders.ts'
import { OtherContent, type Storage } from '../index.ts'

export interface Candidate {
  readonly storage: Storage
  /** More than this is written in several parts, if the store knows parts. */
  readonly partBytes: number
}

export const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')

export async function bytesOf(stream: Readable): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of stream) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** In pieces of uneven sizes, as sockets give them. */
export function* inPieces(content: Buffer): Generator<Buffer> {
  for (let at = 0, size = 1; at < content.length; at += size, size = (size * 7 + 11) % 100_003)
    yield content.subarray(at, at + size)
}

export function conforms(name: string, make: (t: TestContext) => Promise<Candidate>): void {
  const holds = (what: string, check: (t: TestContext, candidate: Candidate) => Promise<void>): void => {
    test(`${name}: ${what}`, async (t) => check(t, await make(t)))
  }

  holds('what is written is read back, whole and in parts', async (_, { storage, partBytes }) => {
    for (const size of [0, 1, 1000, partBytes - 1, partBytes, partBytes + 1, partBytes * 2 + 12_345]) {
      const content = randomBytes(size)
      const stored = await storage.write(`a/${size}`, Readable.from(inPieces(content)))
      assert.deepEqual(stored, { bytes: size, sha256: sha256(content) })
      assert.deepEqual(await storage.stat(`a/${size}`), { bytes: size })
      assert.ok((await bytesOf(storage.read(`a/${size}`))).equals(content), `all of ${size}`)
      assert.deepEqual(await storage.checksum(`a/${size}`), stored)
      if (size < 10) continue
      const [start, end] = [3, Math.min(size - 2, 70_000)]
      const part = await bytesOf(storage.read(`a/${size}`, { start, end }))
      assert.ok(part.equals(content.subarray(start, end + 1)), `a part of ${size}`)
      const tail = await bytesOf(storage.read(`a/${size}`, { start: size - 5, end: size + 1000 }))
      assert.ok(tail.equals(content.subarray(size - 5)), 'a range may reach past the end')
    }
  })

  holds('a write replaces the whole of what was there', async (_, { storage, partBytes }) => {
    await storage.write('one', randomBytes(partBytes + 5))
    const content = Buffer.from('short')
    await storage.write('one', content)
    assert.deepEqual(await bytesOf(storage.read('one')), content)
    assert.deepEqual(await storage.list(''), ['one'])
  })

  holds('a stream that breaks leaves what was there', async (_, { storage, partBytes }) => {
    const before = Buffer.from('before')
    await storage.write('k', before)
    const broken = Readable.from(
      (async function* () {
        yield randomBytes(partBytes + 100)
        yield randomBytes(partBytes)
        throw new Error('the sender went away')
      })(),
    )
    await assert.rejects(storage.write('k', broken), /the sender went away/)
    assert.deepEqual(await bytesOf(storage.read('k')), before)
    await assert.rejects(storage.write('never', Readable.from([Buffer.from('a'), null])))
    assert.equal(await storage.stat('never'), undefined)
    assert.deepEqual(await storage.list(''), ['k'])
  })

  holds('content that is not what was promised is not kept', async (_, { storage, partBytes }) => {
    for (const size of [100, partBytes + 100]) {
      const content = randomBytes(size)
      const known = { bytes: size, sha256: sha256(content) }
      const other = Buffer.from(content)
      other[size - 1] = (other[size - 1] ?? 0) ^ 1
      await assert.rejects(storage.write('k', Readable.from([other]), known), OtherContent)
      await assert.rejects(storage.write('k', Readable.from([content.subarray(1)]), known), OtherContent)
      assert.equal(await storage.stat('k'), undefined)
      assert.deepEqual(await storage.write('k', Readable.from([content]), known), known)
      await storage.remove('k')
    }
  })

  holds('a local file moves in', async (t, { storage, partBytes }) => {
    for (const size of [100, partBytes + 100]) {
      const path = join(temporaryFolder(t), 'file')
      const content = randomBytes(size)
      writeFileSync(path, content)
      assert.deepEqual(await storage.adopt(path, `in/${size}`), { bytes: size, sha256: sha256(content) })
      assert.equal(existsSync(path), false)
      assert.ok((await bytesOf(storage.read(`in/${size}`))).equals(content))
    }
  })

  holds('a copy is a file of its own', async (_, { storage, partBytes }) => {
    for (const size of [0, 100, partBytes * 2 + 7]) {
      const content = randomBytes(size)
      await storage.write('from', content)
      await storage.copy('from', 'deep/down/to')
      await storage.remove('from')
      assert.ok((await bytesOf(storage.read('deep/down/to'))).equals(content))
    }
    await assert.rejects(storage.copy('nothing', 'to'), { code: 'ENOENT' })
    assert.equal(await storage.stat('to'), undefined)
  })

  holds('positional reads, in order and not', async (_, { storage, partBytes }) => {
    const content = randomBytes(partBytes + 300_000)
    await storage.write('f', content)
    for (const wanted of [undefined, { start: 0, end: content.length - 1 }, { start: 1000, end: 500_000 }]) {
      const file = await storage.open('f', wanted)
      const check = async (position: number, length: number): Promise<void> => {
        const buffer = Buffer.alloc(length + 10, 7)
        const { bytesRead } = await file.read(buffer, 5, length, position)
        const expected = content.subarray(position, position + length)
        assert.equal(bytesRead, expected.length, `${length} at ${position}`)
        assert.ok(buffer.subarray(5, 5 + bytesRead).equals(expected))
        assert.deepEqual([...buffer.subarray(0, 5)], [7, 7, 7, 7, 7])
      }
      for (let at = 1000; at < 500_000; at += 65_536) await check(at, 65_536)
      await check(12, 1)
      await check(content.length - 100, 500)
      await check(content.length, 10)
      await check(content.length + 99, 10)
      await check(300, 0)
      await check(0, content.length)
      await file.close()
    }
  })

  holds('what is not there', async (_, { storage }) => {
    assert.equal(await storage.stat('no/such'), undefined)
    assert.deepEqual(await storage.list('no'), [])
    await storage.remove('no/such')
    await assert.rejects(storage.open('no/such'), { code: 'ENOENT' })
    await assert.rejects(storage.open('no/such', { start: 0, end: 9 }), { code: 'ENOENT' })
    await assert.rejects(bytesOf(storage.read('no/such')), { code: 'ENOENT' })
    await assert.rejects(storage.checksum('no/such'), { code: 'ENOENT' })
    await storage.write('gone', Buffer.from('x'))
    await storage.remove('gone')
    await storage.remove('gone')
    assert.equal(await storage.stat('gone'), undefined)
  })

  holds('a folder is listed with all that is below it, and nothing beside it', async (_, { storage }) => {
    const keys = ['m/a/1', 'm/a/2', 'm/a/b/3', 'm/a+b/4', 'm/ab/5', 'm/a.webp']
    for (const key of keys) await storage.write(key, Buffer.from(key))
    assert.deepEqual(await storage.list('m/a'), ['m/a/1', 'm/a/2', 'm/a/b/3'])
    assert.deepEqual(await storage.list('m'), [...keys].sort())
    assert.deepEqual(await storage.list(''), [...keys].sort())
    for (const key of keys) assert.equal(String(await bytesOf(storage.read(key))), key)
  })

  holds('a program is lent a file', async (_, { storage, partBytes }) => {
    const content = randomBytes(partBytes + 9)
    await storage.write('k', content)
    const seen = await storage.withLocalFile('k', async (path) => {
      assert.ok(readFileSync(path).equals(content))
      return path
    })
    assert.equal(typeof seen, 'string')
    assert.ok((await bytesOf(storage.read('k'))).equals(content))
  })

  holds('many at once do not mix', async (_, { storage }) => {
    const contents = Array.from({ length: 12 }, (_, n) => randomBytes(10_000 + n))
    await Promise.all(contents.map((content, n) => storage.write(`many/${n}`, content)))
    const back = await Promise.all(contents.map((_, n) => bytesOf(storage.read(`many/${n}`))))
    for (const [n, content] of contents.entries()) assert.ok(back[n]?.equals(content))
  })

  holds('it says that it is well, and how much room there is', async (_, { storage }) => {
    await storage.check()
    assert.deepEqual(await storage.list(''), [])
    const free = await storage.free()
    assert.ok(Number.isFinite(free) && free > 0)
    assert.notEqual(storage.name, '')
  })
}
