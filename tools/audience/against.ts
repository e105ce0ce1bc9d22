/** Load for a running stage: people of the same kind, each with a browser's own anonymous key, who ask for pages and report
 *  what they watched as the player does. A stage that says "too many" is left alone for as long as it asks. */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { aPerson, type Look, type Person, watch } from '../../apps/demo/people.ts'
import { hashText } from '../../modules/recommend/index.ts'
import { uuidFrom } from '../../platform/ids.ts'
import { mulberry32 } from '../../platform/random.ts'
import { topics } from './world.ts'

export interface Load {
  /** Where the stage is, without a slash at its end. */
  readonly url: string
  readonly seed: number
  readonly viewers: number
  readonly seconds: number
  /** Pause of a viewer between a page and the next, in ms; what was watched is reported as if it had passed. */
  readonly pauseMs: number
}

export interface Told {
  readonly pages: number
  readonly reports: number
  /** Slots that were watched, and reports of them that the stage did not take. */
  readonly watched: number
  readonly refused: number
  readonly tooMany: number
  readonly faults: number
  readonly seconds: number
  /** Of pages and of reports, in ms: half, 99 of 100. */
  readonly pageMs: readonly [number, number]
  readonly reportMs: readonly [number, number]
}

const zPage = z.object({
  slots: z.array(
    z.object({
      ticket: z.string(),
      video: z.object({
        id: z.string(),
        durationMs: z.number(),
        tags: z.array(z.string()),
        owner: z.object({ id: z.string() }),
      }),
    }),
  ),
})
type Slot = z.output<typeof zPage>['slots'][number]
const zAccepted = z.object({ refused: z.array(z.unknown()) })

export async function load(asked: Load): Promise<Told> {
  const random = mulberry32(asked.seed)
  const people = Array.from({ length: asked.viewers }, (_, at) => aPerson(at, topics, random))
  const counts = { pages: 0, reports: 0, watched: 0, refused: 0, tooMany: 0, faults: 0 }
  const pageMs: number[] = []
  const reportMs: number[] = []
  const began = performance.now()
  const endMs = began + 1_000 * asked.seconds

  /** @returns undefined when there was nothing to take from the answer */
  const call = async (person: Person, path: string, took: number[], body?: object): Promise<unknown> => {
    const start = performance.now()
    try {
      const response = await fetch(asked.url + path, {
        method: body ? 'POST' : 'GET',
        signal: AbortSignal.timeout(30_000),
        headers: {
          cookie: `panggung_device=${keyOf(asked.seed, person)}`,
          'user-agent': 'Mozilla/5.0 (Linux; Android 14) Chrome/140 Mobile (audience)',
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
      const text = await response.text()
      took.push(performance.now() - start)
      if (response.ok) return JSON.parse(text)
      if (response.status !== 429) counts.faults++
      else {
        counts.tooMany++
        await pause(1_000 * Math.min(60, Number(response.headers.get('retry-after') ?? 5)))
      }
    } catch {
      counts.faults++
      await pause(1_000)
    }
    return undefined
  }
  const visit = async (person: Person): Promise<void> => {
    const page = zPage.safeParse(await call(person, '/v1/feed', pageMs))
    if (!page.success) return
    counts.pages++
    await pause(asked.pauseMs)
    const { slots } = page.data
    if (slots.length === 0) return
    counts.watched += slots.length
    const events = slots.map((slot) => reportOf(person, slot, random))
    const answer = zAccepted.safeParse(
      await call(person, '/v1/watches', reportMs, { batchId: randomUUID(), events }),
    )
    if (!answer.success) return
    counts.reports++
    counts.refused += answer.data.refused.length
  }
  await Promise.all(
    people.map(async (person) => {
      await pause(random() * asked.pauseMs) // not all at once
      while (performance.now() < endMs) await visit(person)
    }),
  )
  return {
    ...counts,
    seconds: (performance.now() - began) / 1_000,
    pageMs: [quantile(pageMs, 0.5), quantile(pageMs, 0.99)],
    reportMs: [quantile(reportMs, 0.5), quantile(reportMs, 0.99)],
  }
}

export function linesOf(told: Told): string {
  const { pages, reports, watched, refused, tooMany, faults, seconds, pageMs, reportMs } = told
  const ms = ([half, most]: readonly [number, number]): string =>
    `p50 ${half.toFixed(1)}, p99 ${most.toFixed(1)} ms`
  return [
    `${((pages + reports) / seconds).toFixed(1)} requests/s for ${seconds.toFixed(1)} s`,
    `pages    ${pages}, ${ms(pageMs)}`,
    `reports  ${reports}, ${ms(reportMs)}; ${watched} slots watched, ${refused} refused`,
    `said too many ${tooMany} times; ${faults} faults`,
  ].join('\n')
}

/** The same seed is the same browsers. */
const keyOf = (seed: number, person: Person): string =>
  uuidFrom('audience', String(seed), String(person.number))

function reportOf(person: Person, { ticket, video }: Slot, random: () => number) {
  const { watchedMs } = watch(person, lookOf(video), Date.now() / 86_400_000, random)
  return {
    eventId: randomUUID(),
    ticket,
    ranges: [[0, watchedMs]],
    playedMs: watchedMs,
    visible: true,
    at: new Date().toISOString(),
  }
}

/** A real clip, as these people see it: its first tag is its topic, and how good it is follows from its id. */
function lookOf({ id, durationMs, tags, owner }: Slot['video']): Look {
  const mixed = mulberry32(hashText(id))
  return {
    topic: hashText(tags[0] ?? id) % topics,
    merit: 2 * (mixed() + mixed() + mixed() - 1.5),
    creator: hashText(owner.id),
    durationMs,
  }
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0
}
