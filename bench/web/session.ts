/** One evening of watching, the same in every run: clips of a median of 14 s, looked at for log-normal times, by swiping
 *  forward. Played once by our player and once by bare <video> elements, at the same time on the same stage. */
import { copyFileSync, mkdirSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { CDPSession, Page } from 'playwright-core'
import { openStage, type Stage } from '../../e2e/browser.ts'
import { isPublished } from '../../modules/videos/index.ts'
import { assert } from '../../platform/errors.ts'
import { bareFfmpeg } from '../media/stage.ts'

export const medianClipSeconds = 14
const medianWatchSeconds = 6

export interface Look {
  readonly clipSeconds: number
  readonly watchSeconds: number
}

/** Log-normal about their medians, as measured sessions are (Dashlet, NSDI 2023: a median clip of 14 s, and most clips
 *  left before their end). */
export function planSession(looks: number, seed: number): Look[] {
  let state = seed
  const random = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return (state + 0.5) / 2 ** 31
  }
  const normal = (): number => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random())
  return Array.from({ length: looks }, () => {
    const clipSeconds = Math.round(Math.min(40, Math.max(5, medianClipSeconds * Math.exp(0.45 * normal()))))
    const watchSeconds = Math.min(25, Math.max(0.6, medianWatchSeconds * Math.exp(0.9 * normal())))
    return { clipSeconds, watchSeconds: Math.round(watchSeconds * 10) / 10 }
  })
}

export interface SessionStage {
  readonly stage: Stage
  close(): Promise<void>
}

/** @param ladder false: clips have the rung they came in alone, which spares minutes of encoding */
export async function openSessionStage(looks: readonly Look[], ladder: boolean): Promise<SessionStage> {
  const endings: (() => unknown)[] = []
  const stage = await openStage(
    { after: (ending) => void endings.push(ending) },
    { roles: ladder ? ['web', 'worker', 'transcode'] : ['web', 'worker'] },
  )
  const makers = await Promise.all(
    ['sari.senja', 'budi.pola', 'rani.rasa'].map((handle) => stage.person(handle)),
  )
  const folder = join(stage.dataFolder, 'made')
  mkdirSync(folder, { recursive: true })
  const assets: string[] = []
  // Some more than are looked at: the end of the feed is no part of the figure.
  for (const [at, { clipSeconds }] of [...looks, ...looks.slice(0, 3)].entries()) {
    const maker = makers[at % makers.length]?.account
    assert(maker, 'there are makers')
    assets.push(await post(stage, maker.id, phoneClip(folder, clipSeconds, at), at))
  }
  for (;;) {
    const states = [...(await stage.stage.media.assetState(assets)).values()]
    if (
      states.every((one) => one.state === (ladder ? 'ready' : one.state === 'ready' ? 'ready' : 'playable'))
    )
      break
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  await stage.stage.feed.refresh()
  return {
    stage,
    async close() {
      for (const ending of endings.reverse()) await ending()
    },
  }
}

/** Busy as films are: 540 × 960 at about 1.3 Mbit/s, with its grain. */
function phoneClip(folder: string, seconds: number, n: number): string {
  const path = join(folder, `clip-${n}.mp4`)
  bareFfmpeg([
    ...['-f', 'lavfi', '-i', `testsrc2=s=540x960:r=30,hue=h=${n * 29},noise=alls=9:allf=t`],
    ...[
      '-f',
      'lavfi',
      '-i',
      `sine=f=${220 + n * 15}`,
      '-t',
      `${seconds}`,
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
    ],
    ...['-b:v', '1200k', '-maxrate', '1500k', '-bufsize', '2000k', '-g', '60', '-pix_fmt', 'yuv420p'],
    ...['-c:a', 'aac', '-b:a', '96k', path],
  ])
  return path
}

async function post({ stage }: Stage, ownerId: string, path: string, n: number): Promise<string> {
  const { size } = await stat(path)
  const { uploads } = stage.media
  const upload = await uploads.announce(ownerId, { lengthBytes: size, name: 'clip.mp4', type: 'video/mp4' })
  copyFileSync(path, join(uploads.folder, upload.id))
  await uploads.complete(upload.id)
  const { id } = await stage.videos.post(ownerId, {
    uploadId: upload.id,
    caption: `klip ${n}`,
    visibility: 'public',
  })
  for (let tries = 0; tries < 600; tries++) {
    const [video] = await stage.videos.findMany([id])
    if (video && isPublished(video)) return video.assetId
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the clip was not published within 30 s')
}

export interface Outcome {
  readonly fetchedBytes: number
  /** Of what came, what lies in the seconds that were played. */
  readonly playedBytes: number
  readonly playMs: number
  /** Standing still after the first frame, while it should play. */
  readonly rebufferMs: number
  /** From the swipe to the first frame, by clip. */
  readonly startMs: readonly number[]
}

export interface Line {
  readonly bitsPerSecond: number
  readonly latencyMs: number
}

/** Our player on the feed. */
export async function watchOurs(stage: Stage, looks: readonly Look[], line?: Line): Promise<Outcome> {
  const page = await (await stage.phone()).newPage()
  const { cdp, fetched } = await countBytes(page)
  await page.goto('/')
  await page.waitForFunction(() =>
    [...document.querySelectorAll('video')].some((video) => video.currentTime > 0),
  )
  if (line) await emulate(cdp, line)
  return follow(page, looks, fetched, () => page.keyboard.press('ArrowDown'))
}

/** What a page gets by plain means: the clip in front plays from its address, the next one has `preload=auto`. */
export async function watchBare(stage: Stage, looks: readonly Look[], line?: Line): Promise<Outcome> {
  const page = await (await stage.phone()).newPage()
  const { cdp, fetched } = await countBytes(page)
  await page.goto('/about-demo')
  if (line) await emulate(cdp, line)
  await page.evaluate(async (wanted) => {
    type Clip = { id: string; renditions: { url: string; bitrate: number }[] }
    const found = new Map<string, Clip['renditions'][number] | undefined>()
    for (let tries = 0; tries < 20 && found.size < wanted + 1; tries++) {
      const { slots }: { slots: { video: Clip }[] } = await (await fetch('/v1/feed')).json()
      for (const { video } of slots) found.set(video.id, video.renditions.at(-1))
    }
    const urls = [...found.values()]
    const made = new Map<number, HTMLVideoElement>()
    const elementOf = (at: number): HTMLVideoElement => {
      const known = made.get(at)
      if (known) return known
      const video = document.createElement('video')
      const { url: src = '', bitrate = 0 } = urls[at % urls.length] ?? {}
      Object.assign(video, { muted: true, loop: true, playsInline: true, preload: 'auto', src })
      video.dataset.bitrate = `${bitrate}`
      video.style.cssText = 'position:fixed;width:100px'
      document.body.append(video)
      made.set(at, video)
      return video
    }
    let front = -1
    const step = (): void => {
      front++
      for (const [at, video] of made) {
        video.removeAttribute('data-front')
        if (at >= front - 1) continue
        video.removeAttribute('src')
        video.load()
        video.remove()
        made.delete(at)
      }
      made.get(front - 1)?.pause()
      const video = elementOf(front)
      video.dataset.front = ''
      void video.play()
      elementOf(front + 1)
    }
    Object.assign(window, { step })
    step()
  }, looks.length)
  await page.waitForFunction(
    () => (document.querySelector<HTMLVideoElement>('[data-front]')?.currentTime ?? 0) > 0,
  )
  return follow(page, looks, fetched, () => page.evaluate('window.step()'))
}

async function countBytes(page: Page): Promise<{ cdp: CDPSession; fetched: () => number }> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Network.enable')
  const media = new Set<string>()
  let bytes = 0
  cdp.on('Network.requestWillBeSent', ({ requestId, request }) => {
    if (/\/media\/.*\.mp4/.test(request.url)) media.add(requestId)
  })
  cdp.on('Network.dataReceived', ({ requestId, dataLength }) => {
    if (media.has(requestId)) bytes += dataLength
  })
  return { cdp, fetched: () => bytes }
}

const emulate = (cdp: CDPSession, { bitsPerSecond, latencyMs }: Line) =>
  cdp.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: latencyMs,
    downloadThroughput: bitsPerSecond / 8,
    uploadThroughput: bitsPerSecond / 8,
  })

interface Seen {
  playMs: number
  rebufferMs: number
  startMs: number
  playedSeconds: number
  bitrate: number
}

async function follow(
  page: Page,
  looks: readonly Look[],
  fetched: () => number,
  swipe: () => Promise<unknown>,
): Promise<Outcome> {
  const all: Seen[] = []
  for (const [at, { watchSeconds }] of looks.entries()) {
    if (at > 0) await swipe()
    all.push(await page.evaluate(look, { ms: watchSeconds * 1000, first: at === 0 }))
  }
  const sum = (of: (seen: Seen) => number): number => all.reduce((total, seen) => total + of(seen), 0)
  return {
    fetchedBytes: fetched(),
    playedBytes: Math.round(sum((seen) => (seen.playedSeconds * seen.bitrate) / 8)),
    playMs: sum((seen) => seen.playMs),
    rebufferMs: sum((seen) => seen.rebufferMs),
    startMs: all.slice(1).map((seen) => Math.round(seen.startMs)),
  }
}

/** Runs in the page: looks at the clip in front for that long after its first frame. */
async function look({ ms, first }: { ms: number; first: boolean }): Promise<Seen> {
  const frontOf = (): HTMLVideoElement | null =>
    document.querySelector<HTMLVideoElement>('[data-front], article[aria-posinset]:not([inert]) video')
  const began = performance.now()
  let video = frontOf()
  const seen: Seen = {
    playMs: 0,
    rebufferMs: 0,
    startMs: 0,
    playedSeconds: 0,
    bitrate: 0,
  }
  let started = first
  let last = { at: began, time: video?.currentTime ?? 0 }
  while (!started || performance.now() - began - seen.startMs < ms) {
    await new Promise((next) => setTimeout(next, 40))
    const now = performance.now()
    video = frontOf()
    const time = video?.currentTime ?? 0
    const moved = video && !video.paused && time !== last.time
    if (!started) {
      if (moved && time > 0) {
        started = true
        seen.startMs = now - began
      } else if (now - began > 30_000) throw new Error('no frame came within 30 s')
    } else if (moved) seen.playMs += now - last.at
    else if (video && !video.paused && video.readyState < 3) seen.rebufferMs += now - last.at
    last = { at: now, time }
  }
  if (!video) throw new Error('nothing is in front')
  for (let n = 0; n < video.played.length; n++)
    seen.playedSeconds += video.played.end(n) - video.played.start(n)
  // Of the file that plays: its bytes lie evenly enough over its seconds.
  seen.bitrate = Number(video.dataset.bitrate ?? 0)
  return seen
}
