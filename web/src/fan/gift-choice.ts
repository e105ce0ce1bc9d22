/** What someone was about to give when the coins were not enough; kept while they fill up. */
type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
export interface GiftChoice {
  /** The clip or the creator that it is for: '/v/…' or '/@…'. */
  readonly path: string
  readonly item: string
  readonly count: number
  readonly message: string
  /** It was sent and no answer came: asking again must be the same gift. */
  readonly unanswered: boolean
}
const PLACE = 'panggung_gift'

export function keepChoice(choice: GiftChoice, shelf: Shelf = sessionStorage): void {
  shelf.setItem(PLACE, JSON.stringify(choice))
}
export function forgetChoice(shelf: Shelf = sessionStorage): void {
  shelf.removeItem(PLACE)
}
export function keptChoice(path: string, shelf: Shelf = sessionStorage): GiftChoice | undefined {
  try {
    const kept: unknown = JSON.parse(shelf.getItem(PLACE) ?? 'null')
    if (typeof kept !== 'object' || kept === null) return undefined
    if (!('path' in kept && 'item' in kept && 'count' in kept && 'message' in kept)) return undefined
    const { item, count, message } = kept
    if (kept.path !== path || typeof item !== 'string' || typeof message !== 'string') return undefined
    if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > 99) return undefined
    return { path, item, count, message, unanswered: 'unanswered' in kept && kept.unanswered === true }
  } catch {
    return undefined
  }
}
