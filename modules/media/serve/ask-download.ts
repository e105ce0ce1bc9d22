/** The copy of a clip that may be taken away, made when somebody first asks. */
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db/index.ts'
import type { Jobs } from '../../../platform/jobs/index.ts'
import type { Asset } from '../asset.ts'
import { downloadJob, sendJob } from '../jobs.ts'
import { askDownload, findDownload } from '../store-downloads.ts'

export interface Download {
  readonly state: 'making' | 'ready' | 'failed'
  /** Measured; undefined while it waits for its turn. */
  readonly percent: number | undefined
  /** Signed; once it is ready. */
  readonly url: string | undefined
}

/** After that long someone who asks again gets another try: the job may be lost, or the machine have been full. */
const againMs = 10 * 60_000

/** @param words what is written into the picture */
export async function askForDownload(
  deps: { db: Db; clock: Clock; jobs: Jobs; urlOf: (file: string) => string },
  asset: Asset,
  words: { handle: string; stageName: string },
): Promise<Download> {
  const made = asset.renditions.find((one) => one.kind === 'download')
  if (made) return { state: 'ready', percent: undefined, url: deps.urlOf(made.file) }
  const now = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    if (await askDownload(tx, asset.id, words, now, new Date(now.getTime() - againMs)))
      await sendJob(deps.jobs, tx, downloadJob, asset)
  })
  const row = await findDownload(deps.db, asset.id)
  const state = row?.state === 'failed' ? 'failed' : 'making'
  return { state, percent: row?.percent ?? undefined, url: undefined }
}
