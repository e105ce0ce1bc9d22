/** Amounts as providers write them, exactly: never by way of a JS number. */
import type { z } from 'zod'

/** The largest amount that the ledger and the database hold. */
export const amountMax = 2n ** 63n - 1n

/** Whole rupiah from "10000", "10000.00" or "1e4"-free text of a number. @returns undefined for anything else, and for
 *  anything with a part of a rupiah */
export function wholeRupiah(text: unknown): bigint | undefined {
  if (typeof text !== 'string') return undefined
  const found = /^(\d{1,19})(?:\.0{1,6})?$/.exec(text)
  if (!found?.[1]) return undefined
  const amount = BigInt(found[1])
  return amount <= amountMax ? amount : undefined
}

/** JSON whose numbers stay as they were written: 9007199254740993 is '9007199254740993', not …992.
 *  @throws SyntaxError */
export function parseExact(json: string): unknown {
  return JSON.parse(json, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' ? (context?.source ?? String(value)) : value,
  )
}

/** The bytes of a notice as JSON of that shape. Never throws. @returns undefined when they are anything else */
export function readExact<T extends z.ZodType>(schema: T, raw: Uint8Array): z.output<T> | undefined {
  try {
    return schema.safeParse(parseExact(new TextDecoder('utf-8', { fatal: true }).decode(raw))).data
  } catch {
    return undefined
  }
}

/** JSON with bigints as numbers, digit by digit. */
export function writeExact(value: unknown): string {
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return `[${value.map(writeExact).join(',')}]`
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .map(([key, one]) => `${JSON.stringify(key)}:${writeExact(one)}`)
      .join(',')}}`
  return JSON.stringify(value)
}

/** References are ours when they have the form of our ids. */
export const isUuid = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text)
