/** The bank's report about a batch, as an operator enters it: a line a payout. */
import { Refusal, refuse } from '../../platform/errors.ts'
import { returnCodes } from './contract-shapes.ts'
import { payoutRefusals } from './contract-refusals.ts'
import { readCsv } from './read-csv.ts'
import type { ReturnCode } from './payout.ts'

export interface ReportLine {
  readonly line: number
  readonly payoutId: string
  readonly outcome: 'paid' | 'returned'
  readonly reference: string
  readonly code: ReturnCode
  readonly reason: string
}

export interface ReportedLine {
  readonly line: number
  readonly payoutId: string | null
  /** done, again, or the code of a refusal */
  readonly outcome: string
  readonly message: ((lang: 'en' | 'id') => string) | null
}

const titles = ['payout', 'outcome', 'reference', 'reason'] as const
const uuid = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/

/** All of it or nothing is read: a report with a broken line is not half carried out. Columns may stand in any order
 *  and there may be more; a payout may be named with or without dashes; a reason is a code, a text, or `code: text`.
 *  @throws Refusal report_unreadable */
export function readReport(csv: string): ReportLine[] {
  const unreadable = (line: number): never => refuse(payoutRefusals.report_unreadable, { line })
  const rows = readCsv(csv) ?? unreadable(1)
  const [head = [], ...body] = rows
  const places = new Map(head.map((title, place) => [title.toLowerCase(), place]))
  if (titles.slice(0, 3).some((title) => !places.has(title))) unreadable(1)
  return body.map((row, place) => {
    const line = place + 2
    const cell = (title: (typeof titles)[number]): string => row[places.get(title) ?? -1] ?? ''
    const parts = uuid.exec(cell('payout').toLowerCase()) ?? unreadable(line)
    const outcome = cell('outcome').toLowerCase()
    if (outcome !== 'paid' && outcome !== 'returned') return unreadable(line)
    const reference = cell('reference')
    if (outcome === 'paid' && (reference.length < 3 || reference.length > 60)) unreadable(line)
    const given = cell('reason').slice(0, 500)
    const [first = '', ...rest] = given.split(':')
    const code = returnCodes.find((one) => one === first.trim())
    const reason = code === undefined ? given : rest.join(':').trim() || reference || code
    return {
      line,
      payoutId: parts.slice(1).join('-'),
      outcome,
      reference,
      code: code ?? 'other',
      reason: reason === '' ? 'other' : reason,
    }
  })
}

/** Each line by itself: a payout that refuses its line stops no other. */
export async function carryOut(
  lines: readonly ReportLine[],
  step: (line: ReportLine) => Promise<string>,
): Promise<ReportedLine[]> {
  const told: ReportedLine[] = []
  for (const one of lines) {
    const at = { line: one.line, payoutId: one.payoutId }
    try {
      told.push({ ...at, outcome: await step(one), message: null })
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown
      told.push({ ...at, outcome: thrown.spec.code, message: (lang) => thrown.text(lang) })
    }
  }
  return told
}
