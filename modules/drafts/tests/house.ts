/** Everything up to drafts over one database, with people who edit. */
import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'
import type { TestContext } from 'node:test'
import {
  fakeClock,
  seededIds,
  silentLog,
  temporaryFolder,
  testDatabase,
  testHttp,
  testJobs,
  testStorage,
} from '../../../platform/testing/index.ts'
import type { Account } from '../../identity/index.ts'
import { anAccount, testIdentity } from '../../identity/testing.ts'
import type { AssetKind } from '../../media/index.ts'
import { anUpload, testMedia } from '../../media/testing.ts'
import { testSounds } from '../../sounds/testing.ts'
import { testVideos } from '../../videos/testing.ts'
import { mountDrafts } from '../index.ts'
import { testDrafts } from '../testing.ts'

export async function house(
  t: TestContext,
  config: { media?: Parameters<typeof testMedia>[2]; drafts?: Parameters<typeof testDrafts>[1] } = {},
) {
  const db = await testDatabase(t, { modules: ['identity', 'media', 'sounds', 'videos', 'drafts'] })
  const clock = fakeClock('2026-11-23T03:00:00Z')
  const ids = seededIds('drafts', clock)
  const { jobs, events } = testJobs(t, db)
  const storage = testStorage(t)
  const accounts = testIdentity({ db, clock, ids })
  const media = await testMedia(t, { db, clock, ids, jobs, events, storage }, config.media)
  const sounds = testSounds({ db, clock, jobs, events, media, accounts })
  const videos = testVideos({ db, clock, ids, jobs, events, media, accounts, sounds })
  const drafts = testDrafts({ db, clock, ids, jobs, log: silentLog, media, videos, sounds }, config.drafts)
  const http = await testHttp(t, clock)
  mountDrafts(http, drafts)
  const sari = await anAccount(accounts, 'sari.senja')
  const budi = await anAccount(accounts, 'budi.99')
  const as = (account: Account | undefined, deviceKey?: string) =>
    http.as({
      account: account ? { id: account.id, handle: account.handle, roles: new Set() } : null,
      ...(deviceKey ? { deviceKey } : {}),
    })
  const sends = async (owner: Account, content: Uint8Array, purpose: AssetKind = 'part') =>
    (await anUpload(media, owner.id, content, 'bahan.mp4', purpose)).id
  /** What an upload became, as a file to be measured. */
  const fileOf = async (uploadId: string): Promise<string> => {
    const upload = await media.findUpload(uploadId)
    const asset = upload && (await media.assetState([upload.assetId])).get(upload.assetId)
    const path = join(temporaryFolder(t), 'made.mp4')
    const pieces: Buffer[] = []
    for await (const piece of storage.read(asset?.originalKey ?? '')) pieces.push(piece)
    await writeFile(path, Buffer.concat(pieces))
    return path
  }
  return { db, clock, ids, jobs, media, sounds, videos, drafts, http, sari, budi, as, sends, fileOf }
}
