/** What the tests of this module and of later ones stand on: a media module over real files, and clips made by
 *  ffmpeg itself. */
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { promisify } from 'node:util'
import { type Clock, fakeClock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import type { Events } from '../../platform/events/index.ts'
import type { Caller } from '../../platform/http/index.ts'
import { type Ids, seededIds } from '../../platform/ids.ts'
import type { Jobs } from '../../platform/jobs/index.ts'
import type { Storage } from '../../platform/storage/index.ts'
import {
  silentLog,
  temporaryFolder,
  testDatabase,
  testHttp,
  testJobs,
  testStorage,
} from '../../platform/testing/index.ts'
import type { Account } from '../identity/index.ts'
import { testIdentity } from '../identity/testing.ts'
import type { AssetKind, Upload } from './asset.ts'
import type { MediaConfig } from './config.ts'
import { createMedia, type Media, mediaConfig } from './index.ts'

const run = promisify(execFile)

export const testMedia = (
  t: Pick<TestContext, 'after'>,
  deps: { db: Db; clock: Clock; ids: Ids; jobs: Jobs; events: Events; storage: Storage },
  config: Partial<MediaConfig> = {},
): Promise<Media> =>
  createMedia({
    ...deps,
    config: mediaConfig.defaults(config),
    log: silentLog,
    folder: temporaryFolder(t),
    secret: 'a secret of the tests, long enough',
  })

/** Identity and media over one database, and the HTTP edge: what the tests of every module after these stand on.
 *  @param name of the module that is tested: its ids are its own
 *  @param modules whose schemas are needed beside these two */
export async function aGround(
  t: Pick<TestContext, 'after'>,
  name: string,
  modules: readonly string[],
  config: Partial<MediaConfig> = {},
) {
  const db = await testDatabase(t, { modules: ['identity', 'media', ...modules] })
  const clock = fakeClock('2026-11-23T03:00:00Z')
  const ids = seededIds(name, clock)
  const { jobs, events } = testJobs(t, db)
  const storage = testStorage(t)
  const accounts = testIdentity({ db, clock, ids })
  const media = await testMedia(t, { db, clock, ids, jobs, events, storage }, config)
  const http = await testHttp(t, clock)
  /** Who the next requests come from; undefined: someone logged out. */
  const as = (account: Account | undefined, more: Partial<Omit<Caller, 'account'>> = {}): void =>
    http.as({
      ...more,
      account: account ? { id: account.id, handle: account.handle, roles: new Set() } : null,
    })
  return { db, clock, ids, jobs, events, storage, accounts, media, http, as }
}

/** Puts a file in as an upload of `ownerId` would, without HTTP. */
export async function anUpload(
  media: Media,
  ownerId: string,
  content: Uint8Array,
  name = 'clip.mp4',
  purpose: AssetKind = 'clip',
): Promise<Upload> {
  const upload = await media.uploads.announce(ownerId, {
    lengthBytes: content.length,
    name,
    type: 'video/mp4',
    purpose,
  })
  await writeFile(join(media.uploads.folder, upload.id), content)
  await media.uploads.complete(upload.id)
  return upload
}

/** A small moving clip with sound, made on the spot.
 *  @param args replaces the encoding arguments; the file's kind follows `name` */
export async function aClip(
  t: Pick<TestContext, 'after'>,
  options: {
    seconds?: number
    size?: string
    rate?: number
    name?: string
    sound?: boolean
    args?: readonly string[]
  } = {},
): Promise<{ path: string; content: Buffer }> {
  const { seconds = 1, size = '640x360', rate = 25, name = 'clip.mp4', sound = true } = options
  const path = join(temporaryFolder(t), name)
  const inputs = ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=${rate}:d=${seconds}`]
  if (sound) inputs.push('-f', 'lavfi', '-i', `sine=f=440:d=${seconds}`)
  const encode = options.args ?? [
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
    ...(sound ? ['-c:a', 'aac', '-shortest'] : []),
  ]
  await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...inputs, ...encode, path])
  return { path, content: await readFile(path) }
}
