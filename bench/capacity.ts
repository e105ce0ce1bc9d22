/** What one clip and one view cost here, and what follows for a month: how much one machine like this carries, and what
 *  100 million uploads need. Costs are processor seconds of the real modules on this machine, so they do not depend on
 *  how busy it is; what can't be measured here (how people behave) is an assumption with a name. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Asset } from '../modules/media/index.ts'
import { anUpload } from '../modules/media/testing.ts'
import { assert } from '../platform/errors.ts'
import { loads, type UnitCosts } from './capacity/loads.ts'
import { run as runFeed } from './feed.ts'
import type { BenchResult } from './figure.ts'
import { run as runIngest } from './ingest.ts'
import { childCpuSeconds, ownCpuSeconds } from './media/cpu.ts'
import { openMediaHttp, benchOwner } from './media/http.ts'
import { bareFfmpeg, type MediaStage, openMediaStage } from './media/stage.ts'

export const name = 'capacity'
export const goal = 'unit costs, and the machines that 100 million uploads a month need'

const execute = promisify(execFile)
const asker = fileURLToPath(new URL('media/ask-ranges.ts', import.meta.url))
const clips = 4
const seconds = 14

export async function run(): Promise<BenchResult> {
  const costs = await measure()
  const month = loads(costs, availableParallelism())
  return {
    name,
    value: Math.round(month.uploadsOfOneMachine),
    unit: 'uploads/month on this machine',
    baseline: { what: 'the target, uploads a month', value: month.assumed.uploads },
    ratio: month.uploadsOfOneMachine / month.assumed.uploads,
    goal,
    details: { ...costs, ...month.lines },
  }
}

async function measure(): Promise<UnitCosts> {
  const folder = mkdtempSync(join(tmpdir(), 'panggung-capacity-'))
  const stage = await openMediaStage()
  const { base, close } = await openMediaHttp(stage.media)
  try {
    const content = phoneClip(folder)
    const made: Asset[] = []
    const own = ownCpuSeconds()
    const children = childCpuSeconds()
    const uploading = { cpu: 0, bytes: 0 }
    for (let clip = 0; clip < clips; clip++) {
      const before = ownCpuSeconds()
      const { assetId } = await anUpload(stage.media, benchOwner, content)
      uploading.cpu += ownCpuSeconds() - before
      uploading.bytes += content.length
      await stage.jobs.drain()
      made.push(await ready(stage, assetId))
    }
    const transcodeCpu = (childCpuSeconds() - children + ownCpuSeconds() - own - uploading.cpu) / clips
    const [asset] = made
    assert(asset, 'a clip was made')
    const stored = asset.originalBytes + asset.renditions.reduce((sum, one) => sum + one.bytes, 0)
    const watched =
      asset.renditions.find((one) => one.name === '540') ??
      asset.renditions.find((one) => one.kind === 'video')
    assert(watched, 'a clip has something to watch')
    await stage.db.transaction((tx) => stage.media.setVisibility(tx, asset.id, true))
    const serveCpuPerMib = await serving(`${base}/media/${asset.id}/${watched.file}`, watched.bytes)
    const [feed, ingest] = [await runFeed(), await runIngest()]
    return {
      clipSeconds: seconds,
      originalBytes: content.length,
      storedBytes: stored,
      uploadCpuPerMib: uploading.cpu / (uploading.bytes / 2 ** 20),
      transcodeCpu,
      serveCpuPerMib,
      watchedBitsPerSecond: watched.bitrate,
      feedCpu: 1 / feed.value,
      watchCpu: 1 / ingest.value,
    }
  } finally {
    await close()
    await stage.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** As a phone's app exports it: 1080×1920, 30 a second, about 6 Mbit/s, with noise that does not compress away. */
function phoneClip(folder: string): Buffer {
  const path = join(folder, 'phone.mp4')
  bareFfmpeg([
    ...['-f', 'lavfi', '-i', 'mandelbrot=s=1080x1920:r=30', '-f', 'lavfi', '-i', 'sine=f=330'],
    ...['-t', String(seconds), '-vf', 'noise=alls=6:allf=t', '-c:v', 'libx264', '-preset', 'superfast'],
    ...['-b:v', '6M', '-maxrate', '8M', '-bufsize', '12M', '-pix_fmt', 'yuv420p', '-c:a', 'aac', path],
  ])
  return readFileSync(path)
}

async function ready({ media }: MediaStage, id: string): Promise<Asset> {
  for (;;) {
    const asset = (await media.assetState([id])).get(id)
    assert(asset && asset.state !== 'refused', 'the clip fits')
    if (asset.state === 'ready') return asset
    await pause(20)
  }
}

/** Ranges of 256 KiB, as players ask for them; who asks is a process of its own. */
async function serving(url: string, bytes: number): Promise<number> {
  const size = 256 * 1024
  const ask = (times: number) =>
    execute(process.execPath, [asker, url, `${bytes}`, `${size}`, `${times}`, '7'])
  await ask(50)
  const before = process.cpuUsage()
  const { stdout } = await ask(1_000)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6 / (Number(stdout) / 2 ** 20)
}
