/** A real Chromium on a stage that listens on a port of its own. */

import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { type Client, type House, openHouse } from '../apps/testing/house.ts'
import type { Scope } from '../platform/testing/index.ts'
import { browserPath } from '../platform/config/testing.ts'
import { tickingClock } from './ticking-clock.ts'

export interface Stage extends House {
  readonly url: string
  /** A person's phone, with cookies of its own. */
  phone(options?: { lang?: 'id' | 'en' }): Promise<BrowserContext>
  desktop(options?: { lang?: 'id' | 'en' }): Promise<BrowserContext>
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
  // A camera that shows a moving disc, and a person who allows it.
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
]
// A declared robot earns nobody a rupiah, and headless Chromium declares itself one.
const userAgent =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36'

export async function openStage(
  t: Scope,
  options: {
    at?: string
    env?: Record<string, string>
    fakeGateway?: boolean
    /** All unless told. */
    roles?: readonly ('web' | 'worker' | 'transcode')[]
  } = {},
): Promise<Stage> {
  const clock = tickingClock(options.at ?? '2026-08-19T03:00:00Z')
  const house = await openHouse(t, { ...options, clock })
  const url = await house.http.listen(0, '127.0.0.1')
  await house.stage.jobs.start([...(options.roles ?? ['web', 'worker', 'transcode'])])
  const browser: Browser = await chromium.launch({ executablePath: browserPath(), args: flags })
  t.after(() => browser.close())

  const context = async (
    lang: 'id' | 'en',
    size: { width: number; height: number },
    isPhone: boolean,
  ): Promise<BrowserContext> => {
    const made = await browser.newContext({
      baseURL: url,
      viewport: size,
      isMobile: isPhone,
      hasTouch: isPhone,
      locale: lang === 'id' ? 'id-ID' : 'en-US',
      userAgent,
      acceptDownloads: true,
    })
    await made.addCookies([{ name: 'panggung_lang', value: lang, url }])
    made.setDefaultTimeout(45_000)
    return made
  }
  return {
    ...house,
    url,
    phone: ({ lang = 'en' } = {}) => context(lang, { width: 390, height: 844 }, true),
    desktop: ({ lang = 'en' } = {}) => context(lang, { width: 1440, height: 900 }, false),
  }
}

/** The browser is that person's from now on; its language stays its own. */
export async function enter(context: BrowserContext, { url }: Stage, client: Client): Promise<void> {
  const cookies = client.cookie.split('; ').map((pair) => pair.split('='))
  await context.addCookies(
    cookies.flatMap(([name, value]) =>
      name && value && name !== 'panggung_lang' ? [{ name, value, url }] : [],
    ),
  )
}
