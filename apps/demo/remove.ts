/** Takes the demo off the stage. A stage that holds nothing else begins anew; on one that real people use already, the
 *  demo's clips, campaigns and logins go, and its lines in the ledger stay, as lines in a ledger must. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { resetDatabase } from '../../platform/db/index.ts'
import type { OpenStage } from '../open-stage.ts'
import { dropRegistry, readRegistry } from './registry.ts'

export async function removeDemo(
  { stage, dataFolder }: OpenStage,
  say: (line: string) => void,
): Promise<void> {
  const registry = readRegistry(dataFolder)
  if (!registry) {
    say('There is no demo on this stage. Nothing was changed.')
    return
  }
  const accounts = await stage.identity.countAccounts()
  if (accounts <= registry.accounts.length) {
    await stage.jobs.stop(0)
    await resetDatabase(stage.db)
    for (const folder of ['media', 'uploads'])
      await rm(join(dataFolder, folder), { recursive: true, force: true })
    dropRegistry(dataFolder)
    say('The demo is gone and the stage is empty. Start it with PANGGUNG_DEMO=0 npm start to keep it so.')
    return
  }
  for (const account of await stage.identity.findMany(registry.accounts)) {
    const { id } = account
    for (const video of await stage.videos.listOwn(id, undefined, 1_000))
      if (video.state !== 'removed') await stage.videos.remove(id, video.id)
    for (const campaign of await stage.ads.campaignsOf(id))
      if (campaign.state !== 'ended') await stage.ads.changeCampaign(id, campaign.id, { state: 'ended' })
    await stage.identity.lockAccount(id)
  }
  dropRegistry(dataFolder)
  say(
    'The demo is gone: its clips, campaigns and logins. What it moved stays in the ledger, as all money does.',
  )
}
