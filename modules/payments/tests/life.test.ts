/** Whatever happens to payments in whatever order, with gateways that fail in between: what is applied was paid once, and
 *  the clearing accounts say what the rows say. A failing run prints its seed and path. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aPayment } from '../testing.ts'
import { clearingAccount } from '../accounts.ts'
import { desk, operator } from './desk.ts'

const happenings = [
  'pays',
  'pays and tells twice',
  'pays another amount',
  'old notice',
  'cancels',
  'time passes',
  'gateway fails',
  'gateway answers late',
  'refunded',
  'charged back',
  'confirmed',
  'declined',
  'polled',
  'jobs',
  'settlement',
] as const

const ways = ['bank-transfer', 'midtrans.qris', 'midtrans.va.bca', 'xendit.qris', 'xendit.dana'] as const
const step = fc.record({ what: fc.constantFrom(...happenings), which: fc.nat(2) })
const life = fc.record({
  methods: fc.tuple(fc.constantFrom(...ways), fc.constantFrom(...ways), fc.constantFrom(...ways)),
  steps: fc.array(step, { minLength: 4, maxLength: 16 }),
})

test('law I9: nothing is applied twice, nothing is lost, and clearing is explained, come what may', async (t) => {
  const house = await desk(t, { OPEN_MAX: 100 })
  const { payments, gateway, jobs, clock, applied, request, refund, holds, sound } = house
  let run = 0
  let references = 0
  /** What a person or a gateway is refused is no fault here; a failed assertion is. */
  const may = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work()
    } catch (thrown) {
      assert.ok(thrown instanceof Error && /^(Refusal|ProviderAway)$/.test(thrown.name), String(thrown))
    }
  }
  await fc.assert(
    fc.asyncProperty(life, async ({ methods, steps }) => {
      run++
      const ids: string[] = []
      for (const [index, method] of methods.entries())
        ids.push((await request(aPayment(`${run}-${index}`, { method, totalIdr: 20_000n }))).id)
      const notices: ReturnType<typeof gateway.notice>[] = []
      const live = async (what: (typeof happenings)[number], id: string): Promise<void> => {
        const charge = gateway.charge(id)
        const reference = `BCA ${++references}`
        if (what === 'pays' && charge) await may(() => gateway.pay(id))
        if (what === 'pays and tells twice' && charge) await may(() => gateway.pay(id, { tell: 2 }))
        if (what === 'pays another amount' && charge?.state === 'waiting') {
          gateway.become(id, { amount: '19999' })
          await may(() => gateway.pay(id))
        }
        if (charge) notices.push(gateway.notice(id))
        const old = notices[0]
        if (what === 'old notice' && old)
          await may(() => payments.receive(old.provider, old.headers, old.raw))
        const [payment] = await payments.find([id])
        if (what === 'cancels') await may(() => payments.cancel(payment?.payerId ?? '', id))
        if (what === 'time passes') {
          clock.advance(1_800_000)
          await payments.expireDue()
        }
        if (what === 'gateway fails') gateway.fault('down')
        if (what === 'gateway answers late') gateway.fault('late')
        if (what === 'refunded') await may(() => refund(id, payment?.payableIdr ?? 0n))
        if (what === 'charged back') await may(() => payments.chargeBack(id, 'uji'))
        if (what === 'confirmed') await may(() => payments.confirm(operator, id, reference))
        if (what === 'declined') await may(() => payments.decline(operator, id, 'uji'))
        if (what === 'polled') await may(() => payments.poll())
        if (what === 'jobs') await may(() => jobs.drain())
        if (what === 'settlement')
          for (const provider of ['midtrans', 'xendit'] as const)
            await may(() =>
              payments.takeInSettlement(
                provider,
                'x.csv',
                gateway.settlementFile(provider, () => 7n),
              ),
            )
      }
      for (const { what, which } of steps) await live(what, ids[which] ?? '')
      await sound()
      const now = await payments.find(ids)
      for (const { id, state, invoice } of now) {
        const wasPaid = ['paid', 'refunding', 'refunded', 'charged_back'].includes(state)
        assert.equal(applied.filter((one) => one === id).length, wasPaid ? 1 : 0, `${id} is ${state}`)
        assert.equal(invoice !== null, wasPaid)
      }
    }),
    { numRuns: 40 },
  )
  // In the end the gateways work, and files and a person close what is open.
  for (let round = 0; round < 40; round++) await may(() => jobs.drain())
  for (let round = 0; round < 6; round++) {
    clock.advance(86_400_000)
    await may(() => payments.poll())
  }
  await jobs.drain()
  // A gateway that nobody paid through has no file to give; what a refused file leaves open is seen below.
  for (const provider of ['midtrans', 'xendit'] as const)
    await may(() =>
      payments.takeInSettlement(
        provider,
        'end.csv',
        gateway.settlementFile(provider, () => 7n),
      ),
    )
  for (let open = await house.open(); open.length > 0; open = await house.open())
    for (const { id } of open) await payments.resolveDifference(operator, id, 'selesai')
  for (const provider of ['midtrans', 'xendit']) assert.equal(await holds(clearingAccount(provider)), 0n)
  await sound()
})
