/** Every page, in both languages, full and empty: axe-core finds nothing, the console stays silent (and with it the
 *  content security policy), and nothing is wider than the screen. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import type { Client } from '../apps/testing/house.ts'
import { aWeekOfMoney } from '../apps/testing/a-week-of-money.ts'
import { enter, openStage } from './browser.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

declare global {
  interface Window {
    axe: { run(options: object): Promise<AxeResults> }
  }
}

test('every page can be used by everyone', { timeout: 340_000 }, async (t) => {
  const stage = await openStage(t)
  const week = await aWeekOfMoney(stage)
  const newcomer = await stage.person('pendatang')
  const bought = await newcomer.call<{ purchase: { paymentId: string } }>('POST', '/v1/coins/purchases', {
    purchaseId: '019aaaaa-0000-7000-8000-0000000000c1',
    packageId: 'koin-100',
    method: 'bank-transfer',
    birthYear: 1998,
  })
  const payment = bought.body.purchase.paymentId
  const open = [
    '/',
    `/v/${week.clip.id}`,
    '/@sari.senja',
    '/@tidak.ada',
    '/tag/senja',
    '/tag/kosong',
    '/login',
    '/signup',
  ]
  const more = [
    '/verify',
    '/coins',
    '/transparency',
    '/hearing',
    '/tax-rules',
    '/periods',
    '/about-demo',
    '/api',
    '/ui',
    ...[
      '/search',
      '/search?q=senja',
      '/search?q=senj&kind=tags',
      '/search?q=sari&kind=people',
      '/search?q=qqqqqq',
    ],
    '/tidak-ada',
    '/v/0199f0a2-7c11-7c00-8000-000000000009',
  ]
  for (const wish of [
    { kind: 'video', subject: week.clip.id },
    { kind: 'more', subject: 'senja' },
    { kind: 'word', subject: 'bocoran drama' },
  ])
    await week.creator.call('PUT', '/v1/tastes/wishes', wish)
  const tastes = ['/settings/interests', '/settings/words', '/settings/history']
  const faults: string[] = []
  for (const lang of ['id', 'en'] as const) {
    const visits: [Client | undefined, string[]][] = [
      [undefined, [...open, ...more, ...tastes, '/following', '/studio']],
      [
        newcomer,
        [
          ...['/following', '/studio', '/studio/earnings', '/merchant', '/admin'],
          ...['/wallet', '/coins', `/pay/${payment}`, '/payments', `/payments/${payment}`, '/subscriptions'],
          ...[
            '/studio/payouts',
            '/studio/tax',
            '/studio/deductions',
            '/studio/splits',
            '/studio/subscribers',
          ],
        ],
      ],
      [
        week.creator,
        [
          '/create',
          '/settings',
          '/studio',
          '/studio/earnings?period=2026-W34',
          '/studio/earnings/2026-08-19',
          ...['/studio/payouts', '/studio/splits', '/studio/subscribers'],
          ...tastes,
        ],
      ],
      [
        week.merchant,
        [
          '/merchant',
          '/merchant/campaigns/new',
          `/merchant/campaigns/${week.campaignId}`,
          `/merchant/campaigns/${week.campaignId}/edit`,
        ],
      ],
      [
        week.operator,
        ['/admin', '/admin/money', '/admin/schemes', '/admin/gifts', '/admin/alike', '/admin/ages'],
      ],
    ]
    for (const [client, paths] of visits) {
      const phone = await stage.phone({ lang })
      if (client) {
        // An account's language wins over the browser's.
        await client.call('PATCH', '/v1/me', { lang })
        await enter(phone, stage, client)
      }
      const page = await phone.newPage()
      for (const path of paths) faults.push(...(await look(page, path, `${lang} phone`)))
      await phone.close()
    }
  }
  const desktop = await stage.desktop()
  await enter(desktop, stage, week.creator)
  const page = await desktop.newPage()
  for (const path of [
    '/',
    '/search?q=senja',
    '/studio/earnings?period=2026-W34',
    '/create',
    '/verify',
    ...tastes,
  ])
    faults.push(...(await look(page, path, 'en desktop')))
  assert.deepEqual(faults, [])
})

async function look(page: Page, path: string, who: string): Promise<string[]> {
  const faults: string[] = []
  const where = `${who} ${path}`
  const note = (message: { type(): string; text(): string }) => {
    // A page for something that does not exist answers 404, and Chromium reports that as an error.
    if (message.type() === 'error' && !/status of 40[1349]/.test(message.text()))
      faults.push(`${where}: console: ${message.text()}`)
  }
  const broke = (error: Error) => faults.push(`${where}: ${error.message}`)
  page.on('console', note)
  page.on('pageerror', broke)
  await page.goto(path)
  const shown = await page
    .locator('main, [role=feed]')
    .first()
    .waitFor({ timeout: 20_000 })
    .then(
      () => true,
      () => false,
    )
  if (!shown) faults.push(`${where}: nothing is shown`)
  await page
    .waitForFunction(() => document.querySelector('[aria-busy="true"]') === null, undefined, {
      timeout: 10_000,
    })
    .catch(() => {})
  const lang = await page.evaluate(() => document.documentElement.lang)
  if (!who.startsWith(lang)) faults.push(`${where}: speaks ${lang}`)
  const found = await axeRun(page).catch(async () => {
    await page.waitForTimeout(1_000) // the page was on its way to another one, such as from login to home
    return axeRun(page).catch(() => undefined)
  })
  if (!found) faults.push(`${where}: the page does not come to rest`)
  for (const violation of found?.violations ?? [])
    faults.push(
      `${where}: ${violation.id}: ${violation.nodes
        .map((node) => node.target.join(' '))
        .slice(0, 3)
        .join(' | ')}`,
    )
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  if (wide > 0) faults.push(`${where}: ${wide} px wider than the screen`)
  page.off('console', note)
  page.off('pageerror', broke)
  return faults
}

async function axeRun(page: Page): Promise<AxeResults> {
  await page.waitForTimeout(250)
  await page.evaluate(axe)
  return page.evaluate(() =>
    window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }),
  )
}
