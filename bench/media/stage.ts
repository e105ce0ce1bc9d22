/** What the two media figures stand on: the real modules over a durable database and disk, and the 15 s clip. */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createMedia, type Media, mediaConfig } from '../../modules/media/index.ts'
import { systemClock } from '../../platform/clock.ts'
import { createDb, type Db, loadMigrations, migrate } from '../../platform/db/index.ts'
import { assert } from '../../platform/errors.ts'
import { createEvents } from '../../platform/events/index.ts'
import { systemIds } from '../../platform/ids.ts'
import { createJobs, type Jobs } from '../../platform/jobs/index.ts'
import { silentLog } from '../../platform/log.ts'
import { startPostgres } from '../../platform/postgres/index.ts'
import { diskStorage, type Storage } from '../../platform/storage/index.ts'
import { childCpuSeconds } from './cpu.ts'

export interface MediaStage {
  readonly db: Db
  readonly media: Media
  readonly jobs: Jobs
  readonly storage: Storage
  readonly folder: string
  /** Processor seconds of the children of the last run of each job; holds while jobs run one at a time. */
  readonly spent: ReadonlyMap<string, number>
  close(): Promise<void>
}

export async function openMediaStage(): Promise<MediaStage> {
  const folder = mkdtempSync(join(tmpdir(), 'panggung-bench-media-'))
  chmodSync(folder, 0o755) // PostgreSQL never runs as root: its user must be able to enter
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres') })
  const db = createDb({ url: postgres.url })
  await migrate(db, loadMigrations(fileURLToPath(new URL('../../modules', import.meta.url)), ['media']))
  const jobs = createJobs({ db, log: silentLog })
  const storage = diskStorage(join(folder, 'media'))
  const spent = new Map<string, number>()
  const counting: Jobs = {
    ...jobs,
    work: (job, handler) =>
      jobs.work(job, async (payload, context) => {
        const before = childCpuSeconds()
        await handler(payload, context)
        spent.set(job.name, childCpuSeconds() - before)
      }),
  }
  const media = await createMedia({
    db,
    clock: systemClock,
    ids: systemIds(systemClock),
    jobs: counting,
    events: createEvents(jobs),
    storage,
    config: mediaConfig.defaults({ OPEN_UPLOADS: 1000 }),
    log: silentLog,
    folder: join(folder, 'uploads'),
    secret: 'a secret for measuring, nothing else',
  })
  return {
    db,
    media,
    jobs,
    storage,
    folder,
    spent,
    async close() {
      await jobs.stop(1000)
      await db.close()
      await postgres.stop()
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

/** The 15 s fixture where it lies beside the repository, else one like it: 854×480, 24 a second, H.264 and AAC. */
export function fifteenSeconds(folder: string): { path: string; content: Buffer; what: string } {
  const fixture = fileURLToPath(new URL('../../../shared/fixtures/video/e2e_video_15s.mp4', import.meta.url))
  if (existsSync(fixture)) return { path: fixture, content: readFileSync(fixture), what: 'e2e_video_15s.mp4' }
  const path = join(folder, 'clip.mp4')
  bareFfmpeg([
    ...['-f', 'lavfi', '-i', 'mandelbrot=s=854x480:r=24', '-f', 'lavfi', '-i', 'sine=f=330'],
    ...[
      '-t',
      '15',
      '-c:v',
      'libx264',
      '-preset',
      'veryfast',
      '-b:v',
      '500k',
      '-pix_fmt',
      'yuv420p',
      '-c:a',
      'aac',
      path,
    ],
  ])
  return { path, content: readFileSync(path), what: 'a generated clip, 854×480, 15 s' }
}

/** @returns wall milliseconds */
export function bareFfmpeg(args: readonly string[]): number {
  const from = performance.now()
  const ended = spawnSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  assert(ended.status === 0, `ffmpeg answered ${ended.status}: ${ended.stderr}`)
  return performance.now() - from
}
