/** One media module over a database and folders of its own, fed with one file after the other, and held to its
 *  promises after each: an answer within the time, nothing left over, and whatever it publishes can be played. */
import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readlinkSync } from 'node:fs'
import { join, sep } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type Asset, createMedia, mediaConfig } from '../../modules/media/index.ts'
import { anUpload } from '../../modules/media/testing.ts'
import { systemClock } from '../../platform/clock.ts'
import { codeOf, Refusal } from '../../platform/errors.ts'
import { systemIds } from '../../platform/ids.ts'
import { diskStorage } from '../../platform/storage/index.ts'
import { silentLog, temporaryFolder, testDatabase, testJobs } from '../../platform/testing/index.ts'

const run = promisify(execFile)
const owner = '00000000-0000-7000-8000-00000000aaaa'
/** Generous: a busy machine, and up to eight attempts in three ways. */
const answerMs = 180_000

/** What connections and the other lane's children may take. */
const heldMore = 64

export interface Scope {
  after(undo: () => unknown): void
}

export interface Sample {
  readonly name: string
  readonly content: Uint8Array
  /** The flags that feed it alone. */
  readonly again: string
  /** `plays`, or the code of the refusal; anything goes where nothing is said. */
  readonly expect?: string
}

export interface Lane {
  /** @returns `plays` or the refusal's code. @throws Error naming the promise that was broken: also when a child, a
   *    scratch folder or an open file was left */
  feed(sample: Sample): Promise<string>
  /** @throws Error when rows or jobs are unfinished, or the process holds more than it should */
  checkLeft(): Promise<void>
}

export async function openLane(t: Scope): Promise<Lane> {
  const db = await testDatabase(t, { modules: ['media'], max: 4 })
  const { jobs, events } = testJobs(t, db)
  const folder = temporaryFolder(t)
  const kept = temporaryFolder(t)
  const storage = diskStorage(kept)
  const media = await createMedia({
    db,
    clock: systemClock,
    ids: systemIds(systemClock),
    jobs,
    events,
    storage,
    config: mediaConfig.defaults({
      QUOTA_BYTES: 1024 ** 4,
      QUOTA_DAY_CLIPS: 1_000_000,
      MAX_SECONDS: 20,
      MAX_BYTES: 64e6,
    }),
    log: silentLog,
    folder,
    secret: 'a secret of the corpus, nothing else',
  })

  const answerTo = async ({ name, content }: Sample): Promise<string> => {
    try {
      const upload = await anUpload(media, owner, content, name)
      const late = Promise.withResolvers<never>()
      const timer = setTimeout(
        () => late.reject(new Error(`${name}: no answer within ${answerMs / 1000} s`)),
        answerMs,
      )
      await Promise.race([jobs.drain(), late.promise]).finally(() => clearTimeout(timer))
      const asset = (await media.assetState([upload.assetId])).get(upload.assetId)
      if (!asset) throw new Error(`${name}: the upload became nothing`)
      if (asset.state === 'refused') return asset.reason?.code ?? 'refused without a reason'
      if (asset.state !== 'ready') throw new Error(`${name}: left in the state ${asset.state}`)
      await checkPlays(name, asset)
      return 'plays'
    } catch (thrown) {
      if (thrown instanceof Refusal) return thrown.spec.code
      throw thrown
    }
  }

  /** Each file that a player is offered is decoded to its end. */
  const checkPlays = async (name: string, asset: Asset): Promise<void> => {
    const offered = media.urls(asset, { signed: false }).renditions
    if (offered.length === 0) throw new Error(`${name}: published with nothing to play`)
    if (!asset.renditions.some((one) => one.kind === 'poster'))
      throw new Error(`${name}: published without a poster`)
    for (const one of offered) {
      const stored = asset.renditions.find((file) => file.kind === 'video' && file.name === one.name)
      if (!stored) throw new Error(`${name}: ${one.name} is offered and not there`)
      await storage.withLocalFile(stored.storageKey, async (path) => {
        const decoded = await run(
          'ffmpeg',
          ['-v', 'error', '-nostdin', '-progress', 'pipe:1', '-i', path, '-f', 'null', '-'],
          { timeout: 60_000, maxBuffer: 16e6 },
        ).catch((thrown: unknown) => {
          throw new Error(`${name}: ${one.name} can not be decoded (${String(codeOf(thrown))})`)
        })
        if (/Error while decoding stream|Error submitting (a )?packet/.test(decoded.stderr))
          throw new Error(`${name}: a browser would stop in ${one.name}: ${decoded.stderr.slice(0, 200)}`)
        const frames = Number([...decoded.stdout.matchAll(/^frame=(\d+)/gm)].at(-1)?.[1] ?? 0)
        if (frames < 1) throw new Error(`${name}: ${one.name} has no pictures`)
      })
    }
  }

  const childrenLeft = (): string[] =>
    readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && isIn(folder, `/proc/${pid}/cwd`))

  /** Nothing of a file may be left once it has its answer. */
  const checkClean = async (name: string): Promise<void> => {
    const scratch = join(folder, 'scratch')
    const left = existsSync(scratch) ? readdirSync(scratch) : []
    if (left.length > 0) throw new Error(`${name}: scratch folders were left: ${left.join(', ')}`)
    // Whoever was killed is still to be seen until the kernel has taken it down.
    for (let tries = 0; tries < 100 && childrenLeft().length > 0; tries++) await sleep(20)
    const children = childrenLeft()
    if (children.length > 0) throw new Error(`${name}: ${children.length} processes were left in its folder`)
    const open = readdirSync('/proc/self/fd').filter((fd) =>
      [folder, kept].some((place) => isIn(place, `/proc/self/fd/${fd}`)),
    )
    if (open.length > 0) throw new Error(`${name}: ${open.length} files are still open`)
  }

  const baseline = openFiles()
  return {
    async feed(sample) {
      const answer = await answerTo(sample)
      if (sample.expect !== undefined && sample.expect !== answer)
        throw new Error(`${sample.name}: ${answer} instead of ${sample.expect}`)
      await checkClean(sample.name)
      return answer
    },
    async checkLeft() {
      const unfinished = await db.execute(
        `select id from media.asset where state not in ('ready', 'refused')
         union all select id from jobs.job where state in ('created', 'retry', 'active', 'failed')`,
      )
      if (unfinished.rows.length > 0) throw new Error(`${unfinished.rows.length} rows are unfinished`)
      const held = openFiles()
      if (held > baseline + heldMore)
        throw new Error(`${held - baseline} more files are open than in the beginning`)
    },
  }
}

const openFiles = (): number => readdirSync('/proc/self/fd').length

/** Whether a link of /proc leads into that folder. What has just ended has none any more. */
function isIn(folder: string, link: string): boolean {
  try {
    return `${readlinkSync(link)}${sep}`.startsWith(`${folder}${sep}`)
  } catch (thrown) {
    if (['ENOENT', 'EACCES', 'ESRCH'].includes(String(codeOf(thrown)))) return false
    throw thrown
  }
}
