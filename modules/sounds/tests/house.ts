/** Identity, media and sounds over one database, with people to add and to look. */
import type { TestContext } from 'node:test'
import {
  fakeClock,
  seededIds,
  testDatabase,
  testHttp,
  testJobs,
  testStorage,
} from '../../../platform/testing/index.ts'
import type { Account } from '../../identity/index.ts'
import { anAccount, testIdentity } from '../../identity/testing.ts'
import { aClip, anUpload, testMedia } from '../../media/testing.ts'
import { mountSounds } from '../index.ts'
import { testSounds } from '../testing.ts'

let file: Promise<Buffer> | undefined

export async function house(t: TestContext) {
  const db = await testDatabase(t, { modules: ['identity', 'media', 'sounds'] })
  const clock = fakeClock('2026-11-23T03:00:00Z')
  const ids = seededIds('sounds', clock)
  const { jobs, events } = testJobs(t, db)
  const storage = testStorage(t)
  const accounts = testIdentity({ db, clock, ids })
  const media = await testMedia(t, { db, clock, ids, jobs, events, storage })
  const sounds = testSounds({ db, clock, jobs, events, media, accounts })
  const http = await testHttp(t, clock)
  mountSounds(http, sounds)
  const sari = await anAccount(accounts, 'sari.senja')
  const budi = await anAccount(accounts, 'budi.99')
  const as = (account: Account | undefined) =>
    http.as({ account: account ? { id: account.id, handle: account.handle, roles: new Set() } : null })
  /** One second of a clip's sound, sent to be a sound. */
  const soundUpload = async (owner: Account) => {
    file ??= aClip(t, { size: '180x320' }).then(({ content }) => content)
    return anUpload(media, owner.id, await file, 'ombak.mp4', 'sound')
  }
  return { db, clock, ids, jobs, media, sounds, http, sari, budi, as, soundUpload }
}
