/** Everything up to drafts over one database, with people who edit. */
import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'
import type { TestContext } from 'node:test'
import { silentLog, temporaryFolder } from '../../../platform/testing/index.ts'
import type { Account } from '../../identity/index.ts'
import { anAccount } from '../../identity/testing.ts'
import type { AssetKind } from '../../media/index.ts'
import { aGround, anUpload } from '../../media/testing.ts'
import { testSounds } from '../../sounds/testing.ts'
import { testVideos } from '../../videos/testing.ts'
import { mountDrafts } from '../index.ts'
import { testDrafts } from '../testing.ts'

export async function house(
  t: TestContext,
  config: { media?: Parameters<typeof aGround>[3]; drafts?: Parameters<typeof testDrafts>[1] } = {},
) {
  const ground = await aGround(t, 'drafts', ['sounds', 'videos', 'drafts'], config.media)
  const { accounts, http, media, storage } = ground
  const sounds = testSounds(ground)
  const videos = testVideos({ ...ground, sounds })
  const drafts = testDrafts({ ...ground, log: silentLog, videos, sounds }, config.drafts)
  mountDrafts(http, drafts)
  const sari = await anAccount(accounts, 'sari.senja')
  const budi = await anAccount(accounts, 'budi.99')
  const as = (account: Account | undefined, deviceKey?: string) =>
    ground.as(account, deviceKey ? { deviceKey } : {})
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
  return { ...ground, sounds, videos, drafts, sari, budi, as, sends, fileOf }
}
