import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { temporaryFolder } from '../../testing/folders.ts'
import { diskStorage, StorageFault } from '../index.ts'
import { conforms } from './conformance.ts'

conforms('disk', async (t) => ({ storage: diskStorage(temporaryFolder(t)), partBytes: 100_000 }))

test('no key leads out of the folder', async (t) => {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, 'secret'), 'x')
  const storage = diskStorage(join(folder, 'media'))
  for (const key of ['../secret', 'a/../../secret', '..', '', 'a\0b'])
    await assert.rejects(async () => storage.write(key, Buffer.from('y')), /stays inside/)
})

test('files that are being written are not files yet', async (t) => {
  const folder = temporaryFolder(t)
  const storage = diskStorage(folder)
  await storage.write('a/b', Buffer.from('x'))
  writeFileSync(join(folder, 'a', 'c.partial-1-1'), 'half')
  assert.deepEqual(await storage.list(''), ['a/b'])
  assert.deepEqual(await storage.list('a'), ['a/b'])
})

test('a folder that can not be used is told in words', async (t) => {
  const folder = join(temporaryFolder(t), 'media')
  writeFileSync(folder, 'a file, not a folder')
  await assert.rejects(diskStorage(folder).check(), (fault) => {
    assert.ok(fault instanceof StorageFault)
    assert.match(fault.message, /can't be used for media .* Give this user the right/)
    return true
  })
  mkdirSync(join(folder, '..', 'other'))
  chmodSync(join(folder, '..', 'other'), 0o755)
  await diskStorage(join(folder, '..', 'other')).check()
  assert.deepEqual(readdirSync(join(folder, '..', 'other', 'check')), [])
  assert.equal(existsSync(folder), true)
})
