/** DESIGN §5: whatever is sent to whichever route, the stage stands and its sums are right. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import type { RouteSpec } from '../../platform/contract.ts'
import { testSeed } from '../../platform/testing/index.ts'
import { type House, openHouse } from '../testing/house.ts'
import { account, send, zError } from './front-door.ts'
import { almost, brokenJson, nastyString, nastyText, nastyValue } from './nasty-values.ts'

test('no garbage at any route breaks the stage', { timeout: 170_000 }, async (t) => {
  const house = await openHouse(t)
  const known = await knownThings(house)
  assert.ok(house.http.routes.length > 40)
  for (const route of house.http.routes) await withstands(t, house, route, known)
  const audit = await house.stage.admin.audit()
  assert.deepEqual(
    audit.checks.filter((check) => !check.ok),
    [],
  )
})

interface Known {
  readonly cookies: readonly string[]
  /** Values of parameters that name something. */
  readonly params: Readonly<Record<string, string>>
  /** Bodies for routes whose contract shows no example that names something here. */
  readonly bodies: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** Someone who may do everything, and someone who may do nothing; and things that the first one has. */
async function knownThings(house: House): Promise<Known> {
  const all = await house.person('serba.bisa', 'merchant', 'moderator', 'operator')
  const clip = await house.posts(all)
  await house.stage.ads.openMerchant(account(all).id, 'Serba Bisa')
  const topUp = await house.stage.ads.requestTopUp(account(all).id, 50_000n)
  const campaign = await house.stage.ads.openCampaign(account(all).id, {
    videoId: clip.id,
    title: 'Serba ada',
    cta: 'shop',
    landingUrl: 'https://wa.me/6281200000000',
    cpmIdr: 20_000n,
    dailyBudgetIdr: 20_000n,
    totalBudgetIdr: 140_000n,
  })
  const { videoId, ...rest } = { videoId: clip.id, uploadId: clip.uploadId, assetId: clip.assetId }
  const params = { videoId, ...rest, handle: 'serba.bisa', tag: 'uji', period: '2026-W34', day: '2026-08-22' }
  return {
    cookies: [all.cookie, house.visitor().cookie],
    params: { ...params, campaignId: campaign.id, topUpId: topUp.id, file: 'source.mp4' },
    bodies: { 'POST /v1/me/password': { current: 'bukan kata sandinya', next: 'kata sandi yang baru' } },
  }
}

/** Chance finds the combinations; what is known to be nasty is tried in every place. */
async function withstands(t: TestContext, house: House, route: RouteSpec, known: Known): Promise<void> {
  // Logging the actor out would make everything after it harmless.
  const cookies = route.path === '/v1/session' ? known.cookies.slice(1) : known.cookies
  const ask = async (path: string, payload: string, cookie: string): Promise<void> => {
    const answer = await send(house, {
      method: route.method,
      path,
      headers: { cookie },
      ...(route.method === 'GET' ? {} : { payload }),
    })
    const what = `${route.method} ${path.slice(0, 200)} ${payload.slice(0, 200)} → ${answer.status} ${answer.text}`
    // 501 is what oEmbed asks for where a format is not offered (oembed.com §2.3.1).
    assert.ok(answer.status < 500 || (answer.status === 501 && route.path === '/oembed'), what)
    if (answer.status < 400) return
    // A frame on another site is told on a page, in words.
    if (!String(answer.headers['content-type']).startsWith('text/html')) zError.parse(answer.body)
    assert.doesNotMatch(answer.text, /node_modules|\.ts:\d|\bat async\b|select .* from|pg_|kysely/, what)
  }
  const names = [...route.path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
  const queryNames = route.query instanceof z.ZodObject ? Object.keys(route.query.shape) : []
  const example: Readonly<Record<string, unknown>> =
    route.example ?? known.bodies[`${route.method} ${route.path}`] ?? {}
  const addressed = (given: Readonly<Record<string, string>>): string =>
    route.path.replace(/:(\w+)/g, (_, name: string) => given[name] ?? known.params[name] ?? encoded(name))

  for (const nasty of nastyText) {
    for (const name of names) await ask(addressed({ [name]: encoded(nasty) }), '{}', cookies[0] ?? '')
    for (const name of queryNames)
      await ask(`${addressed({})}?${name}=${encoded(nasty)}`, '{}', cookies[0] ?? '')
    for (const name of Object.keys(example))
      await ask(addressed({}), JSON.stringify({ ...example, [name]: nasty }), cookies[0] ?? '')
  }

  const params = fc.record(
    Object.fromEntries(
      names.map((name) => [
        name,
        fc.oneof(nastyString.map(encoded), fc.constant(known.params[name] ?? encoded(name))),
      ]),
    ),
  )
  const query = fc
    .array(fc.tuple(fc.constantFrom(...queryNames, '__proto__', 'x'), nastyString.map(encoded)), {
      maxLength: 3,
    })
    .map((pairs) =>
      pairs.length === 0 ? '' : `?${pairs.map(([name, value]) => `${name}=${value}`).join('&')}`,
    )
  const payload = fc.oneof(
    { weight: 4, arbitrary: almost(example).map((body) => JSON.stringify(body)) },
    { weight: 1, arbitrary: nastyValue.map((body) => JSON.stringify(body)) },
    { weight: 1, arbitrary: brokenJson },
  )
  const cookie = fc.oneof(
    { weight: 4, arbitrary: fc.constant(cookies[0] ?? '') },
    fc.constantFrom(...cookies),
  )
  const seed = testSeed()
  try {
    await fc.assert(
      fc.asyncProperty(params, query, payload, cookie, (given, search, body, who) =>
        ask(addressed(given) + search, body, who),
      ),
      { numRuns: 20, seed },
    )
  } catch (thrown) {
    t.diagnostic(`${route.method} ${route.path} with seed ${seed}`)
    throw thrown
  }
}

/** As much of it as an address can carry. */
const encoded = (text: string): string => encodeURIComponent(text.toWellFormed()) || '%20'
