/** What is chosen by looking at val. A look at test is known by the hash of these. */
import { createHash } from 'node:crypto'
import { z } from 'zod'

const ials = z.strictObject({
  dims: z.int().positive(),
  unseen: z.number(),
  regular: z.number(),
  sweeps: z.int().positive(),
  seed: z.int(),
})
const ftrl = z.strictObject({
  bits: z.int().min(8).max(24),
  alpha: z.number(),
  beta: z.number(),
  l1: z.number(),
  l2: z.number(),
})
const schema = z.strictObject({
  ials,
  lift: z.strictObject({
    /** Weight of √(watches in the history ÷ the most). */
    popular: z.number(),
    /** Weight of √(what is wanted lately ÷ the most). */
    trending: z.number(),
    /** A day's weight beside that of the day after it. */
    decay: z.number(),
  }),
  ranker: z.strictObject({
    ftrl,
    mlp: z.strictObject({
      bits: z.int().min(4).max(22),
      embedding: z.int().positive(),
      hidden: z.tuple([z.int().positive(), z.int().positive()]),
      rate: z.number(),
      seed: z.int(),
    }),
  }),
  watch: z.strictObject({
    /** Of duration, with as many watches each. */
    buckets: z.int().positive(),
    /** Heads that tell the quantile. */
    levels: z.int().positive(),
  }),
  notInterested: z.strictObject({ ftrl }),
})
export type ReplaySettings = z.infer<typeof schema>

export const chosen: ReplaySettings = {
  ials: { dims: 64, unseen: 0.02, regular: 0.02, sweeps: 8, seed: 1 },
  lift: { popular: 0.05, trending: 0.4, decay: 0.6 },
  ranker: {
    ftrl: { bits: 20, alpha: 0.05, beta: 1, l1: 0.5, l2: 1 },
    mlp: { bits: 19, embedding: 8, hidden: [64, 32], rate: 0.06, seed: 3 },
  },
  watch: { buckets: 40, levels: 6 },
  notInterested: { ftrl: { bits: 20, alpha: 0.05, beta: 1, l1: 0.1, l2: 1 } },
}

/** @param changes `ials.dims=32` and so on, on top of what is chosen
 *  @returns undefined when one names nothing that there is, or its value makes no sense there */
export function settingsWith(changes: readonly string[]): ReplaySettings | undefined {
  const settings: unknown = structuredClone(chosen)
  for (const change of changes) {
    const [path = '', value = ''] = change.split('=')
    const keys = path.split('.')
    const last = keys.pop() ?? ''
    let place: unknown = settings
    for (const key of keys) place = isObject(place) ? Reflect.get(place, key) : undefined
    if (!isObject(place) || value === '' || !Object.hasOwn(place, last)) return undefined
    Reflect.set(place, last, Number(value))
  }
  return schema.safeParse(settings).data
}

/** 16 hexadecimal digits; the schema fixes the order of keys. */
export const hashOf = (settings: ReplaySettings): string =>
  createHash('sha256')
    .update(JSON.stringify(schema.parse(settings)))
    .digest('hex')
    .slice(0, 16)

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
