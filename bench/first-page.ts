/** JavaScript that a visitor's phone fetches before the first frame of the first clip, gzip, against all JavaScript
 *  of the web app: what one bundle would cost. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { BenchResult } from './figure.ts'
import { openBenchStage } from './web/browser-stage.ts'

export const name = 'first-page'
export const goal = '≤ 60 kB gzip JavaScript before the first frame'

const build = fileURLToPath(new URL('../web/build', import.meta.url))

export async function run(): Promise<BenchResult> {
  const { stage, close } = await openBenchStage(4, 3)
  try {
    const page = await (await stage.phone()).newPage()
    await page.addInitScript(noteFirstFrame)
    await page.goto('/', { waitUntil: 'commit' })
    await page.waitForFunction(() => Reflect.has(window, 'firstFrameAt'))
    const scripts = await page.evaluate(scriptsBeforeFirstFrame)
    const kB = scripts.reduce((sum, path) => sum + gzipBytes(join(build, path)), 0) / 1000
    const whole = allScripts(build).reduce((sum, path) => sum + gzipBytes(path), 0) / 1000
    return {
      name,
      value: Number(kB.toFixed(1)),
      unit: 'kB',
      baseline: { what: 'all JavaScript of the web app, gzip, kB', value: Number(whole.toFixed(1)) },
      ratio: kB / whole,
      goal,
      details: { files: scripts.length },
    }
  } finally {
    await close()
  }
}

/** Runs in the page: by its own clock, so that a busy machine that looks late counts nothing that came after. */
function noteFirstFrame(): void {
  const note = ({ target }: Event): void => {
    if (target instanceof HTMLVideoElement)
      target.requestVideoFrameCallback((at) => Object.assign(window, { firstFrameAt: at }))
  }
  document.addEventListener('loadeddata', note, { capture: true, once: true })
}
function scriptsBeforeFirstFrame(): string[] {
  const at = Number(Reflect.get(window, 'firstFrameAt'))
  const scripts = performance
    .getEntriesByType('resource')
    .filter(({ name, startTime }) => startTime <= at && name.endsWith('.js'))
    .map(({ name }) => new URL(name).pathname)
  return [...new Set(scripts)].filter((path) => path !== '/service-worker.js')
}

const gzipBytes = (path: string): number => gzipSync(readFileSync(path), { level: 9 }).length

function allScripts(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return allScripts(path)
    return name.endsWith('.js') && name !== 'service-worker.js' ? [path] : []
  })
}
