/** What a browser may load on a page, where media lie in a store elsewhere and where they do not. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { fakeClock, temporaryFolder, testHttp } from '../../platform/testing/index.ts'
import { addSecurityHeaders, storeOrigins } from '../headers.ts'
import { mountPages } from '../pages.ts'
import { readConfig } from '../sections.ts'

const store = {
  PANGGUNG_STORAGE_S3_ENDPOINT: 'http://store.internal:9000',
  PANGGUNG_STORAGE_S3_READ_ENDPOINT: 'https://s3.example.com:8443/base',
  PANGGUNG_STORAGE_S3_BUCKET: 'clips',
  PANGGUNG_STORAGE_READS: 'redirect',
}
const origins = (env: Record<string, string>): readonly string[] =>
  storeOrigins(readConfig({ PANGGUNG_DATA: '/nowhere', ...env }).storage)

test('the store counts as an origin when viewers are sent to it, as they reach it', () => {
  assert.deepEqual(origins({}), [])
  assert.deepEqual(origins({ ...store, PANGGUNG_STORAGE_READS: 'proxy' }), [])
  assert.deepEqual(origins(store), ['https://s3.example.com:8443'])
  assert.deepEqual(origins({ ...store, PANGGUNG_STORAGE_S3_PATH_STYLE: '0' }), [
    'https://clips.s3.example.com:8443',
  ])
  assert.deepEqual(origins({ ...store, PANGGUNG_STORAGE_S3_READ_ENDPOINT: '' }), [
    'http://store.internal:9000',
  ])
})

async function served(t: TestContext, mediaFrom: readonly string[]) {
  const http = await testHttp(t, fakeClock(new Date('2026-11-23T03:00:00Z')))
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, 'index.html'), '<html lang="id"><head><!--panggung:head--></head></html>')
  addSecurityHeaders(http.app, { secureOnly: false, mediaFrom })
  http.app.get('/embed/:videoId', async () => 'a frame')
  await mountPages(http, {
    folder,
    name: 'Panggung',
    publicUrl: '',
    mediaFrom,
    headOf: async () => undefined,
  })
  const ask = (url: string) => http.app.inject({ method: 'GET', url })
  const policyOf = async (url: string): Promise<Map<string, string>> => {
    const { headers } = await ask(url)
    const parts = String(headers['content-security-policy']).split('; ')
    return new Map(parts.map((part) => [part.slice(0, part.indexOf(' ')), part.slice(part.indexOf(' ') + 1)]))
  }
  return { ask, policyOf }
}

test('media, pictures and the player’s own fetches may come from the store, and nothing else may', async (t) => {
  const origin = 'https://s3.example.com:8443'
  const { ask, policyOf } = await served(t, [origin])
  const page = await policyOf('/')
  assert.equal(page.get('media-src'), `'self' ${origin} blob:`)
  assert.equal(page.get('img-src'), `'self' ${origin} data: blob:`)
  assert.equal(page.get('connect-src'), `'self' ${origin}`)
  for (const name of ['default-src', 'script-src', 'style-src', 'worker-src', 'form-action'])
    assert.equal(page.get(name), "'self'", name)
  const frame = await policyOf('/embed/1')
  assert.deepEqual([frame.get('media-src'), frame.get('img-src')], [`'self' ${origin}`, `'self' ${origin}`])
  assert.deepEqual([frame.get('default-src'), frame.get('connect-src')], ["'none'", undefined])
  const { body } = await ask('/')
  assert.ok(body.includes(`<link rel="preconnect" href="${origin}" crossorigin>`), body)
})

test('without a store elsewhere everything comes from here, and one page alone may be framed', async (t) => {
  const { ask, policyOf } = await served(t, [])
  const page = await policyOf('/')
  assert.deepEqual([page.get('media-src'), page.get('connect-src')], ["'self' blob:", "'self'"])
  assert.equal(page.get('frame-ancestors'), "'none'")
  assert.equal((await ask('/')).headers['x-frame-options'], 'DENY')
  assert.equal((await policyOf('/embed/1')).get('frame-ancestors'), '*')
  assert.equal((await ask('/embed/1')).headers['x-frame-options'], undefined)
  assert.doesNotMatch((await ask('/')).body, /preconnect/)
})
