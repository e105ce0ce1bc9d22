/** The sample, the newest pages first, a few at a time. */
import type { Db } from '../../../platform/db/index.ts'
import { listSamples } from '../store-samples.ts'
import { unpackPage } from './sampled-page.ts'
import type { SampledPages } from './weigh-settings.ts'

/** Some 2 ms each, between which pages are made. */
const pagesMax = 2_000
const batch = 100

export async function* readSamples(db: Db): SampledPages {
  let before: bigint | null = null
  for (let count = 0; count < pagesMax; count += batch) {
    const rows: Awaited<ReturnType<typeof listSamples>> = await listSamples(db, before, batch)
    for (const { offeredAt, page } of rows) yield { offeredAt, page: await unpackPage(page) }
    const last = rows.at(-1)
    if (!last || rows.length < batch) return
    before = last.id
  }
}
