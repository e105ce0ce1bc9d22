/** What an operator is shown of uploads that look alike. */
import assert from 'node:assert/strict'
import { copyFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { test } from 'node:test'
import type { Output } from '../../platform/contract.ts'
import { present } from '../../platform/errors.ts'
import type { resemblancesRoutes } from '../../modules/admin/contract.ts'
import { temporaryFolder } from '../../platform/testing/index.ts'
import { type Client, openHouse, smallClip } from '../testing/house.ts'

type Listed = Output<(typeof resemblancesRoutes.listResemblances)['reply']>

test('the same file of two people is listed with whose it is, whose was first, and where it can be watched', async (t) => {
  const house = await openHouse(t)
  const { media, videos } = house.stage
  const operator = await house.person('penjaga', 'operator')
  const sari = await house.person('sari')
  const budi = await house.person('budi')
  const source = smallClip(temporaryFolder(t), 2, 1)
  const uploads = async (client: Client): Promise<string> => {
    const owner = present(client.account, 'they have an account').id
    const { size: lengthBytes } = await stat(source)
    const upload = await media.uploads.announce(owner, { lengthBytes, name: 'a.mp4', type: 'video/mp4' })
    copyFileSync(source, `${media.uploads.folder}/${upload.id}`)
    await media.uploads.complete(upload.id)
    return upload.id
  }
  const first = await uploads(sari)
  const { id: posted } = await videos.post(present(sari.account, 'as above').id, {
    uploadId: first,
    caption: 'asli',
    visibility: 'public',
  })
  for (const client of [budi, sari]) await uploads(client)
  await house.stage.jobs.drain()

  const list = async (query = ''): Promise<Listed> =>
    (await operator.call<Listed>('GET', `/v1/admin/resemblances${query}`)).body
  const { resemblances, nextCursor } = await list()
  assert.equal(nextCursor, null)
  const pair = present(
    resemblances.find((one) => one.later.handle === 'budi'),
    'the copy is listed',
  )
  assert.deepEqual([pair.kind, pair.share, pair.offsetMs], ['same_file', 1, 0])
  assert.deepEqual([pair.earlier.handle, pair.earlier.videoId], ['sari', posted])
  assert.equal(pair.later.videoId, null, 'it was not posted')
  assert.ok(pair.earlier.posterUrl?.startsWith('/media/'), 'both can be looked at')
  assert.ok(
    resemblances.every((one) => one.earlier.handle !== one.later.handle),
    'own copies only when asked for',
  )
  const all: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Listed = await list(`?owners=all&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`)
    all.push(...page.resemblances.map((one) => one.id))
    cursor = page.nextCursor
  }
  assert.equal(new Set(all).size, all.length)
  assert.ok(all.length > resemblances.length)
  assert.equal((await budi.call('GET', '/v1/admin/resemblances')).status, 403)
})
