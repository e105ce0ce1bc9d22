/** What was refused of many files: one sentence a reason, with the names of the first. Pure. */
import type { Added } from '../face.ts'

const NAMED = 3

export function refusedTexts(added: readonly Added[]): string[] {
  const reasons = new Map<string, { names: string[]; text: string }>()
  for (const { name, refused } of added) {
    if (!refused) continue
    const reason = reasons.get(refused.code) ?? { names: [], text: refused.text }
    reason.names.push(name)
    reasons.set(refused.code, reason)
  }
  return [...reasons.values()].map(({ names, text }) => {
    const rest = names.length - NAMED
    return `${names.slice(0, NAMED).join(', ')}${rest > 0 ? ` +${rest}` : ''}: ${text}`
  })
}
