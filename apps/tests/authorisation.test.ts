/** Every route, asked by every persona, answers what its contract says beside it. The table of routes is the one that
 *  is served, so a new route can't be forgotten: without an access row for each persona this test fails. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { type Persona, personas } from '../../modules/identity/contract.ts'
import type { RouteSpec } from '../../platform/contract.ts'
import { uuidFrom } from '../../platform/ids.ts'
import { draftsRoutes, zProject } from '../../modules/drafts/contract.ts'
import { anUpload } from '../../modules/media/testing.ts'
import { type Client, type House, openHouse, smallClip } from '../testing/house.ts'

interface Setting {
  /** Who stands behind each persona; `owner` is whose things the parameters name. */
  readonly cast: Record<Persona, Client>
  readonly params: Readonly<Record<string, string>>
  /** Bodies that must name existing things. */
  readonly bodies: Readonly<Record<string, unknown>>
}

/** Codes that say "not you", whatever else may be wrong with a request. */
const denials = new Set([
  'login_required',
  'not_allowed',
  'not_found',
  'video_not_found',
  'upload_not_found',
  'draft_not_found',
  'sound_not_found',
  'own_profile',
  'own_block',
])

test('each route answers each persona as its contract says', { timeout: 240_000 }, async (t) => {
  const house = await openHouse(t)
  const setting = await addMoney(house, await set(house))
  const merchants = await setOfMerchant(house, setting)
  const routes = [...house.http.routes].sort((a, b) => rank(a) - rank(b))
  assert.ok(routes.length > 40, 'the table of routes is there')
  const wrong: string[] = []
  for (const route of routes) {
    const name = `${route.method} ${route.path}`
    if (route.body && !route.example && !(name in setting.bodies))
      wrong.push(`${name} shows no example of its body`)
    for (const persona of personas.toSorted((a, b) => Number(a === 'owner') - Number(b === 'owner'))) {
      const expected = route.access[persona]
      if (expected === undefined) {
        wrong.push(`${name} does not say what a ${persona} gets`)
        continue
      }
      const here = route.path.includes(':campaignId') || route.path.includes(':topUpId') ? merchants : setting
      const answer = await ask(here, route, persona)
      const denied = answer.code !== undefined && denials.has(answer.code)
      const right = expected === 'allow' ? !denied && answer.status < 500 : answer.code === expected
      if (!right)
        wrong.push(`${name} as ${persona}: expected ${expected}, got ${answer.status} ${answer.code ?? ''}`)
    }
  }
  assert.deepEqual(wrong, [])
})

/** What a route must be asked before it looks at who asks. */
const queries: Readonly<Record<string, (setting: Setting) => string>> = {
  '/oembed': ({ params }) => `?url=${encodeURIComponent(`http://localhost/v/${params.videoId}`)}`,
  '/v1/admin/what-if': () => '?period=2026-W34&rule=pro-rata',
  '/v1/search': () => '?q=senja',
  '/v1/search/suggest': () => '?q=senja',
  '/v1/uploads/same': () => `?sha256=${'0'.repeat(64)}`,
  '/v1/me/what-if': () => '?period=2026-W34',
  '/v1/admin/payouts/batches/:batchId/file': () => '?format=csv',
}

/** What takes things away, or makes someone a merchant, comes last; logging out comes last of all. */
function rank({ method, path }: RouteSpec): number {
  if (path === '/v1/session' && method === 'DELETE') return 9
  if (path === '/v1/merchant' && method === 'POST') return 8
  // While the clip is for everyone: its example of a change makes it one for some.
  if (path === '/v1/videos/:videoId/shares') return 1
  // Who is blocked meets nothing any more.
  if (path === '/v1/profiles/:handle/block' && method === 'PUT') return 6
  // What hangs on a video is taken away before it.
  if (path === '/v1/videos/:videoId' && method === 'DELETE') return 5
  return { GET: 0, PUT: 1, PATCH: 2, POST: 3, DELETE: 4 }[method]
}

async function ask(
  setting: Setting,
  route: RouteSpec,
  persona: Persona,
): Promise<{ status: number; code: string | undefined }> {
  const client = setting.cast[persona]
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = setting.params[name]
    assert.ok(value, `the test knows no value for :${name}; add one to set()`)
    return value
  })
  const name = `${route.method} ${route.path}`
  const query = queries[route.path]?.(setting) ?? ''
  const answer = await client.call<{ error?: { code: string } } | null>(
    route.method,
    path + query,
    route.body ? (setting.bodies[name] ?? route.example) : undefined,
  )
  return { status: answer.status, code: answer.body?.error?.code }
}

async function set(house: House): Promise<Setting> {
  const owner = await house.person('pemilik')
  const video = await house.posts(owner)
  const asset = (await house.stage.media.assetState([video.assetId])).get(video.assetId)
  const ownerId = owner.account?.id
  assert.ok(ownerId && asset)
  const { token } = await house.stage.identity.makeToken(ownerId, 'uji')
  const cast = {
    visitor: house.visitor(),
    viewer: await house.person('penonton'),
    owner,
    other: await house.person('pembuat.lain'),
    merchant: await house.person('pedagang', 'merchant'),
    moderator: await house.person('moderasi', 'moderator'),
    operator: await house.person('penjaga', 'operator'),
  }
  await house.posts(cast.other)
  const { draftId, soundId, sound } = await addMaterial(house, ownerId)
  return {
    cast,
    params: {
      handle: 'pemilik',
      videoId: video.id,
      uploadId: video.uploadId,
      assetId: video.assetId,
      file: 'source.mp4',
      tag: 'uji',
      lang: 'id',
      draftId,
      soundId,
      tokenId: token.id,
      period: '2026-W34',
      day: '2026-08-20',
      topUpId: '0199f0a2-7c11-7c00-8000-000000000009',
      campaignId: '0199f0a2-7c11-7c00-8000-000000000008',
      experimentId: '0199f0a2-7c11-7c00-8000-000000000007',
      version: '0',
      modelVersion: '0',
    },
    bodies: {
      'POST /v1/videos': { uploadId: video.uploadId, caption: '', visibility: 'private' },
      'POST /v1/uploads/again': { uploadId: video.uploadId, id: house.stage.ids.uuid() },
      'POST /v1/sounds': { ...sound, use: 'everyone' },
      'PUT /v1/admin/videos/:videoId/age': { isAgeRestricted: false, reason: 'tidak ada tandanya' },
      'POST /v1/me/password': { current: 'bukan kata sandinya', next: 'kata sandi yang baru' },
    },
  }
}

/** The owner keeps a draft and shares a sound. */
async function addMaterial(house: House, ownerId: string) {
  const { stage } = house
  const [draftId, soundId] = [stage.ids.uuid(), stage.ids.uuid()]
  const project = zProject.parse(draftsRoutes.keep.example?.project)
  const keeping = { revision: 0, title: '', project, deviceKey: draftId, device: undefined }
  await stage.drafts.keep(ownerId, draftId, keeping)
  const content = await readFile(smallClip(house.dataFolder, 1, 90))
  const upload = await anUpload(stage.media, ownerId, content, 'suara.mp4', 'sound')
  const sound = { id: soundId, uploadId: upload.id, title: 'Uji', artist: '', rights: true }
  await stage.sounds.add(ownerId, { ...sound, use: 'everyone' })
  await stage.jobs.drain()
  return { draftId, soundId, sound }
}

const nobodys = '0199f0a2-7c11-7c00-8000-000000000009'

/** The owner buys coins, subscribes to the other, proposes a split, and has a gift's part taken back. */
async function addMoney(house: House, setting: Setting): Promise<Setting> {
  const { owner, other, operator } = setting.cast
  const { stage } = house
  const [ownerId, operatorId] = [owner.account?.id, operator.account?.id]
  assert.ok(ownerId && operatorId)
  const purchase = await owner.call<{ purchase: { paymentId: string } }>('POST', '/v1/coins/purchases', {
    purchaseId: '019aaaaa-0000-7000-8000-0000000000c9',
    packageId: 'koin-100',
    method: 'bank-transfer',
    birthYear: 1998,
  })
  await other.call('PUT', '/v1/me/plan', { priceIdr: '20000', perks: 'Klip di balik layar', on: true })
  const asked = await owner.call<{ subscription: { id: string } }>('POST', '/v1/subscriptions', {
    subscriptionId: '019aaaaa-0000-7000-8000-0000000000e9',
    handle: 'pembuat.lain',
    method: 'bank-transfer',
  })
  const { videoId = '' } = setting.params
  await house.person('rekan')
  const split = await stage.earnings.proposeSplit(ownerId, videoId, [
    { handle: 'pemilik', basisPoints: 6_000 },
    { handle: 'rekan', basisPoints: 4_000 },
  ])
  const purse = { id: uuidFrom('purse of the test'), ledger: 1, code: 7 }
  await stage.ledger.openAccounts(stage.db, [purse])
  await stage.earnings.openFor(stage.db, [ownerId])
  await stage.db.transaction(async (tx) => {
    const line = { id: stage.ids.uuid(), creatorId: ownerId, source: 'gift' as const, amountIdr: 50_000n }
    const at = { from: purse.id, earnedAt: stage.clock.now() }
    await stage.ledger.submitIn(tx, await stage.earnings.credit(tx, [{ ...line, ...at }]))
  })
  const deduction = await stage.earnings.deduct(operatorId, {
    id: stage.ids.uuid(),
    creatorId: ownerId,
    amountIdr: 1_000n,
    reason: 'correction',
    evidence: { summary: 'Dihitung dua kali', facts: [] },
  })
  assert.ok(split)
  return {
    ...setting,
    params: {
      ...setting.params,
      paymentId: purchase.body.purchase.paymentId,
      subscriptionId: asked.body.subscription.id,
      splitId: split.id,
      deductionId: deduction.id,
      accountId: ownerId,
      ruleId: 'tidak.ada',
      itemId: 'mawar',
      provider: 'tidak-ada',
      month: '2026-08',
      validFrom: '2031-01-01',
      payoutId: nobodys,
      batchId: nobodys,
      bankAccountId: nobodys,
      slipId: nobodys,
      differenceId: nobodys,
      contradictionId: nobodys,
    },
  }
}

/** The same people, where the owner is a merchant with a campaign and a top-up. */
async function setOfMerchant(house: House, setting: Setting): Promise<Setting> {
  const owner = await house.person('warung', 'merchant')
  const ownerId = owner.account?.id
  assert.ok(ownerId)
  const clip = await house.posts(owner, { visibility: 'public' })
  const campaign = await house.stage.ads.openCampaign(ownerId, {
    videoId: clip.id,
    title: 'Nasi uduk sejak subuh',
    cta: 'chat',
    landingUrl: 'https://wa.me/6281200000000',
    cpmIdr: 20_000n,
    dailyBudgetIdr: 20_000n,
    totalBudgetIdr: 140_000n,
  })
  const topUp = await house.stage.ads.requestTopUp(ownerId, 200_000n)
  return {
    cast: { ...setting.cast, owner },
    params: { ...setting.params, campaignId: campaign.id, topUpId: topUp.id, videoId: clip.id },
    bodies: setting.bodies,
  }
}
