/** One media module over its own database, folders and jobs, and a way to look at what it did. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import {
  fakeClock,
  type FakeClock,
  seededIds,
  temporaryFolder,
  testDatabase,
  testJobs,
} from '../../../platform/testing/index.ts'
import { diskStorage, type Storage } from '../../../platform/storage/index.ts'
import type { Db } from '../../../platform/db/index.ts'
import type { Events } from '../../../platform/events/index.ts'
import type { Jobs } from '../../../platform/jobs/index.ts'
import type { MediaConfig } from '../config.ts'
import { type Asset, assetPlayable, assetReady, assetRefused, type Media } from '../index.ts'
import { anUpload, testMedia } from '../testing.ts'

export const sari = '00000000-0000-7000-8000-00000000aaaa'
export const budi = '00000000-0000-7000-8000-00000000bbbb'

export interface House {
  readonly db: Db
  readonly clock: FakeClock
  readonly jobs: Jobs
  readonly events: Events
  readonly storage: Storage
  readonly media: Media
  readonly heard: string[]
  assetOf(upload: { assetId: string }): Promise<Asset>
  /** Uploads, works everything off, and looks. */
  process(content: Uint8Array, name?: string): Promise<Asset>
}

/** @param wrap changes the jobs before media takes them */
export async function house(
  t: TestContext,
  config: Partial<MediaConfig> = {},
  wrap: (jobs: Jobs) => Jobs = (jobs) => jobs,
): Promise<House> {
  const db = await testDatabase(t, { modules: ['media'] })
  const clock = fakeClock(new Date())
  const made = testJobs(t, db)
  const jobs = wrap(made.jobs)
  const heard: string[] = []
  const storage = diskStorage(temporaryFolder(t))
  for (const event of [assetPlayable, assetReady, assetRefused])
    made.events.on(event, 'test', async () => void heard.push(event.name))
  const media = await testMedia(
    t,
    { db, clock, ids: seededIds('media', clock), jobs, events: made.events, storage },
    config,
  )
  const assetOf = async (upload: { assetId: string }): Promise<Asset> => {
    const asset = (await media.assetState([upload.assetId])).get(upload.assetId)
    assert.ok(asset, 'the upload became an asset')
    return asset
  }
  return {
    db,
    clock,
    jobs: made.jobs,
    events: made.events,
    storage,
    media,
    heard,
    assetOf,
    async process(content, name) {
      const upload = await anUpload(media, sari, content, name)
      await made.jobs.drain()
      return assetOf(upload)
    },
  }
}

/** What plays, and the poster; what is made beside them has tests of its own. */
export const names = (asset: Asset): string[] =>
  asset.renditions
    .filter((one) => one.kind === 'video' || one.kind === 'poster')
    .map((one) => one.name)
    .sort()
