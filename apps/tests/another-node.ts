/** Another node over the same database: what happens here, it has to find out by itself. */
import { silentLog, type Scope } from '../../platform/testing/index.ts'
import { compose, type Stage } from '../compose.ts'
import { readConfig } from '../sections.ts'
import { openSecrets } from '../secrets.ts'
import type { Client, House } from '../testing/house.ts'
import type { Slot } from './watch.ts'

export interface Node {
  readonly stage: Stage
  /** The next page of the For You feed, from there. */
  pageOf(client: Client): Promise<readonly Slot[]>
}

export async function openAnotherNode(
  t: Scope,
  { stage: { db, clock, ids }, dataFolder }: House,
  env: Readonly<Record<string, string>> = {},
): Promise<Node> {
  const stage = await compose({
    config: readConfig({ PANGGUNG_DATA: dataFolder, PANGGUNG_STAGE_LOG_LEVEL: 'fatal', ...env }),
    databaseUrl: db.url,
    secrets: openSecrets(dataFolder),
    clock,
    ids,
    log: silentLog,
    random: () => 0,
    rateLimits: false,
  })
  const http = await stage.serve()
  t.after(async () => {
    await http.close()
    await stage.close()
  })
  return {
    stage,
    async pageOf({ cookie }) {
      const answer = await http.app.inject({ url: '/v1/feed', headers: { cookie } })
      const { slots }: { slots: Slot[] } = answer.json()
      return slots
    },
  }
}
