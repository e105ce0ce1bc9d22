/** A media module behind HTTP, and a client that speaks tus to it. */
import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { testHttp } from '../../../platform/testing/index.ts'
import type { MediaConfig } from '../config.ts'
import { mountMedia } from '../index.ts'
import { house, sari } from './house.ts'

export const as = (id: string) => ({ account: { id, handle: 'someone', roles: new Set<string>() } })
export const file = Buffer.from(Array.from({ length: 70_000 }, (_, at) => at % 251))

export async function stage(t: TestContext, config: Partial<MediaConfig> = {}) {
  const home = await house(t, config)
  const http = await testHttp(t, home.clock)
  mountMedia(http, home.media)
  const base = await http.listen(0, '127.0.0.1')
  http.as(as(sari))

  const call = async (
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: Uint8Array<ArrayBuffer>,
  ) => {
    const answer = await fetch(base + path, {
      method,
      headers: { 'tus-resumable': '1.0.0', ...headers },
      ...(body ? { body } : {}),
    })
    const text = await answer.text()
    const json: unknown = text.startsWith('{') ? JSON.parse(text) : undefined
    const error = typeof json === 'object' && json !== null && 'error' in json ? json.error : undefined
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
    return { status: answer.status, headers: answer.headers, code, json }
  }
  const create = (length: number, more: Record<string, string> = {}) =>
    call('POST', '/v1/uploads', { 'upload-length': String(length), ...more })
  const patch = (
    path: string,
    offset: number,
    body: Uint8Array<ArrayBuffer>,
    more: Record<string, string> = {},
  ) =>
    call(
      'PATCH',
      path,
      { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream', ...more },
      body,
    )
  const created = async (length: number, more: Record<string, string> = {}) =>
    (await create(length, more)).headers.get('location') ?? assert.fail('no location')
  const offset = async (path: string) => Number((await call('HEAD', path)).headers.get('upload-offset'))
  const idOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)
  /** A step of the whole file whose sender is gone after `sent`, of which at least `least` bytes have reached the disk. */
  const breaksOff = (path: string, sent: Uint8Array, least: number, more: Record<string, string> = {}) =>
    new Promise<void>((resolve) => {
      const broken = request(base + path, {
        method: 'PATCH',
        headers: {
          'tus-resumable': '1.0.0',
          'upload-offset': '0',
          'content-type': 'application/offset+octet-stream',
          'content-length': String(file.length),
          ...more,
        },
      })
      broken.on('error', () => resolve())
      broken.write(sent)
      const arrived = setInterval(() => {
        if (statSync(join(home.media.uploads.folder, idOf(path))).size < least) return
        clearInterval(arrived)
        broken.destroy()
      }, 5)
      broken.on('close', resolve)
    })
  /** Sends what is missing as a client does: for as long as the server has not noticed that the line broke, asks once more
   *  where to go on. */
  const goOn = async (path: string, more: Record<string, string> = {}) => {
    for (;;) {
      const here = await offset(path)
      const answer = await patch(path, here, file.subarray(here), more)
      if (answer.code !== 'upload_busy' && answer.code !== 'upload_conflict') return { here, answer }
      await sleep(20)
    }
  }
  /** Sends a whole file. @returns its id */
  const sent = async (content: Uint8Array<ArrayBuffer>, more: Record<string, string> = {}) => {
    const path = await created(content.length, more)
    assert.equal((await patch(path, 0, content)).status, 204)
    return idOf(path)
  }
  return { ...home, http, base, call, create, created, patch, breaksOff, goOn, offset, idOf, sent }
}

/** `Upload-Metadata` of these. */
export const about = (metadata: Record<string, string>): Record<string, string> => ({
  'upload-metadata': Object.entries(metadata)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(','),
})
