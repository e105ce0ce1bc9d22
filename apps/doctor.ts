/** Looks at an installation as an experienced operator would, and says what is wrong and what to do about it. */
import { execFile } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { serverFacts } from '../platform/db/index.ts'
import { asError } from '../platform/errors.ts'
import type { OpenStage } from './open-stage.ts'

const run = promisify(execFile)

interface Finding {
  readonly ok: boolean
  readonly text: string
}

/** @returns true when nothing is wrong */
export async function doctor(open: OpenStage, say: (line: string) => void): Promise<boolean> {
  const checks: Record<string, () => Promise<Finding>> = {
    node: async () => good(process.version),
    database: () => database(open),
    'database fsync': () => durable(open),
    ffmpeg: () => program(open.config.media.FFMPEG),
    ffprobe: () => program(open.config.media.FFPROBE),
    disk: () => disk(open),
    storage: () => mediaStore(open),
    secrets: async () => secrets(open),
    'web app': async () =>
      existsSync(new URL('../web/build/index.html', import.meta.url))
        ? good('built')
        : bad('not built; npm start builds it'),
    jobs: () => jobs(open),
    days: () => days(open),
    audit: () => lastAudit(open),
  }
  let well = true
  for (const [name, check] of Object.entries(checks)) {
    const finding = await check().catch((thrown: unknown) => bad(asError(thrown).message))
    well &&= finding.ok
    say(`${finding.ok ? 'ok  ' : 'LOOK'} ${name.padEnd(15)} ${finding.text}`)
  }
  say(well ? 'This stage is well.' : 'Look at the lines marked LOOK.')
  return well
}

const good = (text: string): Finding => ({ ok: true, text })
const bad = (text: string): Finding => ({ ok: false, text })

async function database({ stage, databaseIsOwn }: OpenStage): Promise<Finding> {
  const { version } = await serverFacts(stage.db)
  return good(`PostgreSQL ${version}, ${databaseIsOwn ? "the stage's own" : 'by DATABASE_URL'}`)
}

async function durable({ stage }: OpenStage): Promise<Finding> {
  const { isDurable } = await serverFacts(stage.db)
  return isDurable
    ? good('a commit survives a power cut')
    : bad('fsync or synchronous_commit is off: an acknowledged event could be lost; turn both on')
}

async function program(path: string): Promise<Finding> {
  try {
    const { stdout } = await run(path, ['-version'], { timeout: 10_000 })
    return good(stdout.split('\n')[0] ?? path)
  } catch {
    return bad(`${path} does not run: clips can't be processed. Install it: apt-get install ffmpeg`)
  }
}

async function disk({ stage }: OpenStage): Promise<Finding> {
  const free = (await stage.storage.free()) / 1024 ** 3
  return free > 2
    ? good(`${free.toFixed(1)} GiB free`)
    : bad(`${free.toFixed(1)} GiB free: uploads will soon be refused; make room`)
}

async function mediaStore({ stage }: OpenStage): Promise<Finding> {
  await stage.storage.check()
  return good(`writes, reads and removes: ${stage.storage.name}`)
}

function secrets({ dataFolder }: OpenStage): Finding {
  const mode = statSync(join(dataFolder, 'secrets')).mode & 0o777
  return mode === 0o700
    ? good("readable by the stage's user alone")
    : bad(`the folder has mode ${mode.toString(8)}: chmod 700 it`)
}

async function jobs({ stage }: OpenStage): Promise<Finding> {
  const stats = await stage.jobs.stats()
  const failed = stats.filter((one) => one.failed > 0)
  return failed.length === 0
    ? good(`${stats.reduce((sum, one) => sum + one.waiting, 0)} waiting`)
    : bad(`failed: ${failed.map((one) => `${one.name} ${one.failed}`).join(', ')}; the log says why`)
}

async function days({ stage }: OpenStage): Promise<Finding> {
  const due = await stage.playback.daysDue()
  return due.length === 0
    ? good('none is waiting to be closed')
    : bad(`waiting to be closed: ${due.join(', ')}; is a worker running?`)
}

async function lastAudit({ stage }: OpenStage): Promise<Finding> {
  const { audit } = await stage.admin.overview()
  if (!audit) return good('none yet')
  return audit.ok
    ? good(`passed ${audit.at.toISOString()}`)
    : bad(`failed ${audit.at.toISOString()}; run: npm run panggung -- audit`)
}
