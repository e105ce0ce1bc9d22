import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { assertSound } from '../../ledger/testing.ts'
import { unappliedAccount } from '../../payments/index.ts'
import { payFor } from '../../payments/testing.ts'
import { monthsAfter } from '../months.ts'
import { subscriptionNamed, subscriptionStage } from '../testing.ts'

interface Step {
  readonly what:
    | 'subscribe'
    | 'pay'
    | 'cancel'
    | 'resume'
    | 'refund'
    | 'chargeback'
    | 'keep'
    | 'renew'
    | 'wait'
  readonly days: number
}

const expected =
  /subscribed_already|subscription_ended|subscription_not_paid|refund_not_due|renewal_too_early|too_many_payments/

test('whatever a fan does and whenever: one runs at most, each month is paid once, and the books agree', async (t) => {
  const stage = await subscriptionStage(t, { now: '2026-01-31T05:00:00Z' })
  const { subscriptions, clock, earnings, payments } = stage
  const step = fc.record<Step>({
    what: fc.constantFrom(
      ...(['subscribe', 'subscribe', 'pay', 'pay', 'pay', 'cancel', 'resume', 'refund'] as const),
      ...(['chargeback', 'keep', 'keep', 'renew', 'renew', 'wait', 'wait', 'wait'] as const),
    ),
    days: fc.integer({ min: 1, max: 34 }),
  })
  let life = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 40 }), async (steps) => {
      life++
      const [creator, fan] = [stage.people.add(`c${life}`), stage.people.add(`f${life}`)]
      await subscriptions.changePlan(creator, { priceIdr: 20_000n, perks: '', on: true })
      let asked = 0
      for (const step of steps) {
        const mine = await subscriptions.listOf(fan)
        const live = mine.find((one) => one.state !== 'ended')
        const id = live?.id ?? mine[0]?.id
        const tryIt = async (work: Promise<unknown> | undefined): Promise<void> => {
          await work?.catch((thrown: Error) => assert.match(thrown.message, expected))
        }
        switch (step.what) {
          case 'wait':
            clock.advance(step.days * 86_400_000)
            await payments.expireDue()
            break
          case 'subscribe':
            await tryIt(
              subscriptions.subscribe(fan, {
                subscriptionId: subscriptionNamed(`${life} ${asked++}`),
                handle: `c${life}`,
                method: 'bank-transfer',
              }),
            )
            break
          case 'pay':
            if (live?.waiting) await payFor(stage.desk, live.waiting.paymentId)
            break
          case 'chargeback': {
            const paid = (await payments.listOf(fan)).payments.find((one) => one.state === 'paid')
            if (paid) await payments.chargeBack(paid.id, 'ditarik bank')
            break
          }
          case 'keep':
            await Promise.all([subscriptions.keepTime(), subscriptions.keepTime()])
            break
          case 'renew':
            if (id) await tryIt(subscriptions.renew(fan, id, 'bank-transfer'))
            break
          default:
            if (id) await tryIt(subscriptions[step.what](fan, id))
        }
        await check(fan, creator)
      }
    }),
    { numRuns: 10 },
  )
  await assertSound(stage.ledger)
  assert.deepEqual((await earnings.audit()).faults, [])
  assert.deepEqual(await payments.audit(), [])
  assert.equal(await stage.holds(unappliedAccount), 0n)

  async function check(fan: string, creator: string): Promise<void> {
    const mine = await subscriptions.listOf(fan)
    assert.ok(mine.filter((one) => one.state !== 'ended').length <= 1, 'one runs at most')
    for (const one of mine) {
      const { charges } = await subscriptions.read(fan, one.id)
      const months = charges.filter((charge) => charge.state === 'paid').map((charge) => charge.month)
      assert.equal(new Set(months).size, months.length, 'each month is paid once')
      assert.ok(
        charges.filter((charge) => charge.state === 'waiting').length <= 1,
        'one payment waits at most',
      )
      const found = await payments.find(charges.map((charge) => charge.paymentId))
      for (const charge of charges) {
        const state = found.find((payment) => payment.id === charge.paymentId)?.state
        const same = {
          waiting: ['waiting'],
          paid: ['paid'],
          returned: ['refunding', 'charged_back'],
          lapsed: ['expired', 'cancelled'],
        }
        assert.ok(
          state && same[charge.state].includes(state),
          `a charge ${charge.state} is paid for by one ${state}`,
        )
      }
      if (one.state === 'asked') assert.ok(one.waiting, 'what is asked for waits for its payment')
      if (one.state !== 'active' || !one.anchorAt) continue
      const end = monthsAfter(one.anchorAt, one.months - one.anchorMonths, 'Asia/Jakarta')
      assert.deepEqual(one.paidUntil, end, 'it is paid until as many months after its first day as were paid')
    }
    subscriptions.forget(fan, creator)
    const has = mine.some(
      (one) =>
        (one.state === 'active' || one.state === 'grace') &&
        one.perksUntil !== null &&
        one.perksUntil > clock.now(),
    )
    assert.equal(await subscriptions.isSubscriber(fan, creator), has)
  }
})
