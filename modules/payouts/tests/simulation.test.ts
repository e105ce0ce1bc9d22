/** A seeded life of payouts: several operators, creators and nodes ask for everything in any order, the provider and the
 *  bank answer late, twice or not at all, and after it every rupiah is where the rows say. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { Refusal } from '../../../platform/errors.ts'
import { uuidFrom } from '../../../platform/ids.ts'
import { testSeed } from '../../../platform/testing/index.ts'
import { returnCodes } from '../contract.ts'
import { aPayee, hasAvailable, person } from '../testing.ts'
import { stage } from './stage.ts'

const steps = 120

function randomOf(seed: number) {
  let counter = 0
  const next = (below: number): number =>
    createHash('sha256').update(`${seed}:${counter++}`).digest().readUInt32BE(0) % below
  return {
    next,
    pick: <T>(from: readonly T[]): T => {
      const one = from[next(from.length)]
      assert.ok(one !== undefined, 'there is something to pick')
      return one
    },
  }
}

for (const provider of ['bank-file', 'fake'] as const)
  test(`whatever is asked in whatever order by ${provider}: nobody is paid twice, nothing is lost (I1–I5, I9)`, async (t) => {
    const seed = testSeed()
    t.diagnostic(`seed ${seed}`)
    const random = randomOf(seed)
    const config = { PROVIDER: provider, ON_DEMAND_DAYS: 0, POLL_SECONDS: 1 }
    const s = await stage(t, config)
    const nodes = [s.payouts, s.again({}, config)]
    const names = ['sari', 'budi', 'tini']
    const operators = ['satu', 'dua', 'tiga'].map(person)
    for (const name of names) {
      await aPayee(s.payouts, name)
      await hasAvailable(s, s.clock, name, 5_000_000n)
    }
    // A bank that has said no does not pay: providers that contradict themselves have a test of their own.
    const isWaiting = (id: string) => s.fake.orders.get(id)?.status.state === 'accepted'
    const payouts = async () => s.payouts.listPayouts({})
    const step = async (number: number): Promise<unknown> => {
      const node = random.pick(nodes)
      const name = random.pick(names)
      const operator = random.pick(operators)
      const all = await payouts()
      const batches = await s.payouts.listBatches()
      const payout = all.length > 0 ? random.pick(all) : undefined
      const batch = batches.length > 0 ? random.pick(batches) : undefined
      const id = payout?.id ?? ''
      switch (random.next(14)) {
        case 0:
        case 1:
        case 2:
          return node.request(
            person(name),
            uuidFrom('simulated', String(seed), String(random.next(number + 1))),
            BigInt(random.next(300_000) + 1),
          )
        case 3:
          return payout && node.cancel(payout.accountId, id)
        case 4:
          return node.makeBatch(operator, uuidFrom('batch', String(seed), String(number)))
        case 5:
        case 6:
          return batch && node.approveBatch(operator, batch.id, batch.ctrlSumIdr)
        case 7:
          return batch && random.next(3) === 0 && node.discardBatch(operator, batch.id, 'salah pilih')
        case 8:
          if (!batch || provider === 'fake') return node.sendDue()
          await node.batchFile(operator, batch.id, 'pain001')
          return node.markSent(operator, batch.id, 'pain001')
        case 9:
          if (provider === 'fake') return isWaiting(id) && s.fake.pay(id)
          return payout && node.settle(operator, id, `REF ${id}`)
        case 10:
          if (provider === 'fake') {
            return isWaiting(id) && s.fake.fail(id, random.pick(returnCodes))
          }
          return (
            payout && node.giveBack(operator, id, random.pick(['other', 'over_limit']), 'bank bilang begitu')
          )
        case 11: {
          if (provider !== 'fake' || !payout) return undefined
          const { headers, body } = s.fake.notice(id, `event ${random.next(5)}`)
          return node.receiveWebhook('fake', headers, body)
        }
        case 12:
          s.fake.behave(random.pick(['well', 'well', 'down', 'answers late', 'refuses']))
          s.clock.advance(random.next(120_000))
          return node.pollDue()
        default:
          await hasAvailable(s, s.clock, name, BigInt(random.next(100_000) + 1))
          if ((await s.payouts.findPayee(person(name))).payee?.bankAccount?.state === 'closed')
            await aPayee(s.payouts, name)
          return undefined
      }
    }
    const isUnderWay = ({ state }: { readonly state: string }): boolean =>
      state === 'paid' || state === 'sent' || state === 'approved'
    for (let number = 0; number < steps; number++) {
      const asked = random.next(4) === 0 ? [step(number), step(number)] : [step(number)]
      for (const one of await Promise.allSettled(asked))
        if (one.status === 'rejected' && !(one.reason instanceof Refusal)) throw one.reason
    }
    s.fake.behave('well')
    await sendOne(s, provider)
    const ended = await payouts()
    for (const order of s.fake.orders.values()) assert.ok(order.paid <= 1, 'nobody is paid twice')
    for (const one of ended.filter((payout) => payout.state === 'paid' && provider === 'fake'))
      assert.equal(s.fake.orders.get(one.id)?.amountIdr, one.netIdr)
    for (const one of ended.filter((payout) => payout.state === 'failed' || payout.state === 'cancelled'))
      assert.ok((s.fake.orders.get(one.id)?.paid ?? 0) === 0, 'what was given back was not paid')
    assert.ok(ended.some(isUnderWay))
    await s.sound()
  })

/** Dice may let nobody be paid: one more is, by plan, or such a life would prove nothing. */
async function sendOne(s: Awaited<ReturnType<typeof stage>>, provider: 'bank-file' | 'fake'): Promise<void> {
  const [maker, checker] = [person('satu'), person('dua')]
  await aPayee(s.payouts, 'wati')
  await hasAvailable(s, s.clock, 'wati', 1_000_000n)
  const asked = await s.payouts.request(person('wati'), s.ids.uuid(), 100_000n)
  const batch = await s.payouts.makeBatch(maker, s.ids.uuid(), [asked.id])
  await s.payouts.approveBatch(checker, batch.id, batch.ctrlSumIdr)
  if (provider === 'fake') await s.payouts.sendDue()
  else {
    await s.payouts.batchFile(maker, batch.id, 'pain001')
    await s.payouts.markSent(maker, batch.id, 'pain001')
  }
}
