import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { createMac, createTickets, type Ticket, ticketSources } from './tickets.ts'

const key = 'the first signing key, 0123456789abcdef'
const other = 'another signing key, fedcba9876543210'
const tickets = createTickets([key])

const zInstant = fc.integer({ min: 0, max: 2 ** 42 })
const aTicket: fc.Arbitrary<Ticket> = fc
  .record({
    isAd: fc.boolean(),
    ticketId: fc.uuid(),
    viewerKey: fc.uuid(),
    videoId: fc.uuid(),
    creatorId: fc.uuid(),
    durationMs: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    position: fc.integer({ min: 0, max: 65_535 }),
    source: fc.constantFrom(...ticketSources),
    campaignId: fc.uuid(),
    priceMicro: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
    issuedMs: zInstant,
    lifeSeconds: fc.integer({ min: 1, max: 86_400 }),
  })
  .map(({ isAd, issuedMs, lifeSeconds, ...rest }) => ({
    ...rest,
    kind: isAd ? 'ad' : 'organic',
    campaignId: isAd ? rest.campaignId : null,
    priceMicro: isAd ? rest.priceMicro : null,
    issuedAt: new Date(issuedMs),
    expiresAt: new Date(issuedMs + lifeSeconds * 1000),
  }))

test('what is signed is read back exactly, in at most 200 characters', () => {
  fc.assert(
    fc.property(aTicket, (ticket) => {
      const token = tickets.sign(ticket)
      assert.ok(token.length <= 200)
      assert.deepEqual(tickets.verify(token), ticket)
    }),
  )
})

test('no changed character, no other length and no other key is taken', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= '
  fc.assert(
    fc.property(aTicket, fc.nat(), fc.nat(alphabet.length - 1), (ticket, place, letter) => {
      const token = tickets.sign(ticket)
      const at = place % token.length
      const changed = token.slice(0, at) + alphabet[letter] + token.slice(at + 1)
      assert.equal(tickets.verify(changed) !== undefined, changed === token)
      assert.equal(tickets.verify(token.slice(0, at)), undefined)
      assert.equal(tickets.verify(`${token}A`), undefined)
      assert.equal(createTickets([other]).verify(token), undefined)
    }),
  )
})

test('any text at all is answered, never thrown at', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ minLength: 134, maxLength: 134 })), (text) => {
      assert.equal(tickets.verify(text), undefined)
    }),
  )
})

test('after a rotation the old key still verifies, and the new one signs', () => {
  const rotated = createTickets([other, key])
  fc.assert(
    fc.property(aTicket, (ticket) => {
      assert.deepEqual(rotated.verify(tickets.sign(ticket)), ticket)
      assert.equal(tickets.verify(rotated.sign(ticket)), undefined)
    }),
    { numRuns: 50 },
  )
})

test('the signature is HMAC-SHA256 as Node makes it, whatever the lengths', () => {
  const bytes = (max: number) =>
    fc.uint8Array({ minLength: 1, maxLength: max }).map((array) => Buffer.from(array))
  fc.assert(
    fc.property(bytes(200), fc.array(bytes(108), { minLength: 1, maxLength: 4 }), (secret, bodies) => {
      const mac = createMac(secret)
      const written = Buffer.alloc(20)
      for (const body of bodies) {
        mac(body, written, 4)
        assert.deepEqual(
          written.subarray(4),
          createHmac('sha256', secret).update(body).digest().subarray(0, 16),
        )
      }
    }),
  )
})
