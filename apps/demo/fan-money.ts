/** The demo's fan gives: coins and gifts, a tip, a month of a subscription. Every id follows from what it is for, so that
 *  a demo that was cut short goes on where it was. */
import { uuidFrom } from '../../platform/ids.ts'
import type { Stage } from '../compose.ts'
import type { Cast } from './accounts.ts'
import type { DemoClips } from './post-clips.ts'

const method = 'bank-transfer'
const gifts = ['mawar', 'bakso', 'kopi', 'bintang'] as const

/** Before the first day: coins are bought, the first creator offers a subscription, and the fan takes it. */
export async function fundFan({ past, cast }: { past: Stage; cast: Cast }): Promise<void> {
  const [first] = cast.creators
  if (!first) return
  const purchase = await past.coins.buy(cast.fan.id, {
    purchaseId: uuidFrom('demo.coins'),
    packageId: 'koin-1000',
    method,
    birthYear: 1998,
  })
  await confirm(past, cast, purchase.paymentId, 'DEMO-KOIN-1')
  await past.subscriptions.changePlan(first.id, {
    priceIdr: 25_000n,
    perks: 'Proses di balik layar setiap Jumat, sebelum siapa pun.',
    on: true,
  })
  const subscriptionId = uuidFrom('demo.subscription')
  await past.subscriptions.subscribe(cast.fan.id, { subscriptionId, handle: first.handle, method })
  const { charges } = await past.subscriptions.read(cast.fan.id, subscriptionId)
  for (const { paymentId } of charges) await confirm(past, cast, paymentId, 'DEMO-LANGGANAN-1')
}

/** A gift or two a day, each to another clip; one tip in the first week. */
export async function giveOn(
  day: string,
  at: number,
  { past, cast, clips }: { past: Stage; cast: Cast; clips: DemoClips },
): Promise<void> {
  for (const turn of [0, 1]) {
    const clip = clips.organic[(at * 2 + turn) % clips.organic.length]
    const itemId = gifts[(at + turn) % gifts.length]
    if (!clip || !itemId || clip.publishedAt > past.clock.now()) continue
    await past.gifts.send(cast.fan.id, {
      giftId: uuidFrom('demo.gift', day, String(turn)),
      itemId,
      count: 1 + ((at + turn) % 3),
      target: { videoId: clip.id },
      ...(turn === 0 ? { message: 'Bagus sekali!' } : {}),
    })
  }
  const [, second] = cast.creators
  if (at !== 2 || !second) return
  const { tip } = await past.gifts.tip(cast.fan.id, {
    tipId: uuidFrom('demo.tip'),
    target: { handle: second.handle },
    amountIdr: 20_000n,
    method,
    message: 'Buat kopi',
  })
  await confirm(past, cast, tip.paymentId, 'DEMO-TIP-1')
}

async function confirm(past: Stage, cast: Cast, paymentId: string, reference: string): Promise<void> {
  await past.payments.confirm(cast.operator.id, paymentId, reference)
}
