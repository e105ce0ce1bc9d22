/** What a program, a broken client or an attacker may send where something else is expected. */
import fc from 'fast-check'

export const nastyText = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u202egnp.exe',
  '👩‍👩‍👧‍👦'.repeat(20),
  "'; drop table identity.account; --",
  '%00',
  '../../../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '{{7*7}}${7*7}<script>alert(1)</script>',
  '-1',
  '0',
  '1e309',
  'NaN',
  '9'.repeat(19),
  '9'.repeat(400),
  '0000-01-01',
  '0000-01',
  '0000-W01',
  '0001-W01',
  '9999-12-31',
  '9999-12',
  '9999-W52',
  '9999-W53',
  '2026-02-30',
  '2026-W53',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '0199F0A2-7C11-7C00-8000-00000000ABCD',
  'null',
  'undefined',
  '__proto__',
  'https://[::1',
  'javascript:alert(1)',
  'https://user:pass@127.0.0.1:1/%ff',
  'a'.repeat(5_000),
] as const

export const nastyString: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...nastyText),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
)

/** Anything that JSON can say. */
export const nastyValue: fc.Arbitrary<unknown> = fc.oneof(
  nastyString,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(null, true, false, [], {}, [[]], -0, Number.MAX_SAFE_INTEGER, 2 ** 53, 1e308, -1),
  fc.array(nastyString, { maxLength: 4 }),
  fc.dictionary(nastyString, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }),
)

/** Text that is no JSON, or barely. */
export const brokenJson: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('{', '{"a":', '[1,', '"', '{"a":1}{', 'nul', '\u0000', '{"__proto__":{"a":1}}', '[]', '""'),
  fc.constant('['.repeat(20_000)),
  fc.string({ unit: 'binary', maxLength: 200 }),
)

/** A body of the right shape in which some values are nasty, some are missing, and some are too many. */
export function almost(example: Readonly<Record<string, unknown>>): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(example).map(([name, value]) => [
      name,
      fc.oneof(
        { weight: 3, arbitrary: fc.constant(value) },
        { weight: 2, arbitrary: nastyValue },
        ...(Array.isArray(value) ? [{ weight: 3, arbitrary: almostList(value) }] : []),
      ),
    ]),
  )
  const whole = fc.record(fields)
  return fc.oneof(
    { weight: 5, arbitrary: whole },
    { weight: 1, arbitrary: fc.record(fields, { requiredKeys: [] }) },
    { weight: 1, arbitrary: fc.tuple(whole, nastyString).map(([body, key]) => ({ ...body, [key]: 1 })) },
  )
}

function almostList(list: readonly unknown[]): fc.Arbitrary<unknown> {
  const [first] = list
  const item = isRecord(first) ? almost(first) : nastyValue
  return fc.array(item, { maxLength: 3 })
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
