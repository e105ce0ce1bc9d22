import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import test, { type TestContext } from 'node:test'
import { temporaryFolder } from '../../testing/folders.ts'
import { diskStorage, openStorage, places, storageConfig, StorageFault } from '../index.ts'
import { bytesOf, conforms } from './conformance.ts'

const two = (t: TestContext) => {
  const near = diskStorage(temporaryFolder(t))
  const far = diskStorage(temporaryFolder(t))
  return { near, far, both: places('near', new Map([['near', near], ['far', far]])) } // biome-ignore format: a pair a place
}

conforms('two places', async (t) => ({ storage: two(t).both, partBytes: 100_000 }))

conforms('one place', async (t) => ({
  storage: places('only', new Map([['only', diskStorage(temporaryFolder(t))]])),
  partBytes: 100_000,
}))

test('a file is found wherever it is, and new ones go to one place', async (t) => {
  const { near, far, both } = two(t)
  await far.write('old', Buffer.from('old'))
  await both.write('new', Buffer.from('new'))
  assert.equal(String(await bytesOf(both.read('old'))), 'old')
  assert.deepEqual(await both.stat('old'), { bytes: 3 })
  assert.equal(await far.stat('new'), undefined)
  assert.deepEqual(await both.list(''), ['new', 'old'])
  await both.copy('old', 'copied')
  assert.deepEqual(await near.list(''), ['copied', 'new'])
  await both.remove('old')
  assert.deepEqual(await far.list(''), [])
})

test('who reads goes on when the file moves away, in both directions', async (t) => {
  const { near, far, both } = two(t)
  const content = randomBytes(3_000_000)
  await both.write('k', content)
  const file = await both.open('k', { start: 0, end: content.length - 1 })
  const stream = both.read('k')
  const got: Buffer[] = []
  for (let at = 0; at < content.length; at += 500_000) {
    const [from, to] = (at / 500_000) % 2 === 0 ? [near, far] : [far, near]
    await to.write('k', from.read('k'))
    await from.remove('k')
    const piece = Buffer.alloc(500_000)
    const { bytesRead } = await file.read(piece, 0, piece.length, at)
    got.push(piece.subarray(0, bytesRead))
    assert.deepEqual(await both.stat('k'), { bytes: content.length })
  }
  assert.ok(Buffer.concat(got).equals(content))
  assert.ok((await bytesOf(stream)).equals(content))
  await file.close()
  await both.remove('k')
  await assert.rejects(bytesOf(both.read('k')), { code: 'ENOENT' })
})

test('settings: a disk unless told, both when a bucket is named, and what is missing is named', (t) => {
  const folders = { disk: temporaryFolder(t), scratch: temporaryFolder(t) }
  const open = (over: Parameters<typeof storageConfig.defaults>[0]) =>
    openStorage(storageConfig.defaults(over), folders)
  assert.deepEqual([...open({}).stores.keys()], ['disk'])
  const s3 = { S3_ENDPOINT: 'http://127.0.0.1:1', S3_BUCKET: 'clips', S3_KEY: 'k', S3_SECRET: 's' }
  assert.deepEqual([...open(s3).stores.keys()], ['disk', 's3'])
  assert.equal(open(s3).writesTo, 'disk')
  assert.equal(open({ ...s3, KIND: 's3' }).writesTo, 's3')
  assert.throws(
    () => open({ KIND: 's3', S3_BUCKET: 'clips', S3_KEY: 'k' }),
    (fault) => {
      assert.ok(fault instanceof StorageFault)
      assert.match(fault.message, /PANGGUNG_STORAGE_S3_ENDPOINT, PANGGUNG_STORAGE_S3_SECRET are not set/)
      return true
    },
  )
})
