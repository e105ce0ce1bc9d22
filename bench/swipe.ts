/** From a swipe to the next clip's first frame, in Chromium on localhost with its processor slowed down fourfold, which is
 *  about what a cheap phone has: 40 swipes, each to a clip that this browser has not shown. The baseline is a bare <video> on the same page, from setting its address to its first
 *  frame: what a swipe would cost without preloading. */
import type { Page } from 'playwright-core'
import { type BenchResult, median } from './figure.ts'
import { openBenchStage } from './web/browser-stage.ts'

export const name = 'swipe'
export const goal = 'first frame after a swipe ≤ 80 ms (median), ≤ 150 ms (p95), at 4 × CPU slowdown'

const swipes = 40
const slowdown = 4
/** How long a viewer looks before the next swipe; preloading has that long. */
const lookMs = 900

export async function run(): Promise<BenchResult> {
  const { stage, close } = await openBenchStage(swipes + 16, 3)
  try {
    const page = await (await stage.phone()).newPage()
    await page.goto('/')
    await page.waitForFunction(() =>
      [...document.querySelectorAll('video')].some((video) => video.currentTime > 0),
    )
    await slow(page)
    const ms: number[] = []
    for (let swipe = 0; swipe < swipes; swipe++) {
      await page.waitForTimeout(lookMs)
      ms.push(await swipeMs(page))
    }
    const other = await (await stage.phone()).newPage()
    await other.goto('/about-demo')
    await slow(other)
    const bare: number[] = []
    for (const url of (await clipUrls(other)).slice(0, 16)) bare.push(await bareMs(other, url))
    return {
      name,
      value: Math.round(median(ms)),
      unit: 'ms',
      baseline: {
        what: 'a bare <video>, from its address to its first frame, ms',
        value: Math.round(median(bare)),
      },
      ratio: median(ms) / median(bare),
      goal,
      details: {
        p95: Math.round(quantile(ms, 0.95)),
        worst: Math.round(Math.max(...ms)),
        swipes: ms.map((one) => Math.round(one)).join(' '),
        goalMet: median(ms) <= 80 && quantile(ms, 0.95) <= 150,
      },
    }
  } finally {
    await close()
  }
}

const slow = async (page: Page): Promise<void> => {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
}

const quantile = (values: readonly number[], part: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN
}

const swipeMs = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const front = () => document.querySelector('article[aria-posinset]:not([inert])')
    const before = front()?.getAttribute('aria-posinset')
    const began = performance.now()
    document
      .querySelector('[role=feed]')
      ?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }))
    for (;;) {
      await new Promise((next) => requestAnimationFrame(next))
      const article = front()
      const video = article?.querySelector('video')
      if (
        article?.getAttribute('aria-posinset') !== before &&
        video &&
        !video.paused &&
        video.currentTime > 0
      )
        return performance.now() - began
      if (performance.now() - began > 15_000) throw new Error('no frame came within 15 s')
    }
  })

/** Clips that this browser has not fetched. */
const clipUrls = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const answers = await Promise.all([fetch('/v1/feed'), fetch('/v1/feed')])
    const pages: { slots: { video: { renditions: { url: string }[] } }[] }[] = await Promise.all(
      answers.map((answer) => answer.json()),
    )
    return pages.flatMap(({ slots }) => slots.flatMap((slot) => slot.video.renditions.at(-1)?.url ?? []))
  })

const bareMs = (page: Page, url: string): Promise<number> =>
  page.evaluate(async (src) => {
    const video = document.createElement('video')
    video.muted = true
    document.body.append(video)
    const began = performance.now()
    video.src = src
    await video.play()
    while (video.currentTime === 0) await new Promise((next) => requestAnimationFrame(next))
    const took = performance.now() - began
    video.remove()
    return took
  }, url)
