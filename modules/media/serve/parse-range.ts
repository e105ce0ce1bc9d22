/** `Range` for one file (RFC 9110 §14). Several ranges in one request are answered with the whole file, which the
 *  RFC allows; no player asks for them. */
export type RangeAnswer =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  | { readonly kind: 'unsatisfiable' }

/** @param ifRange the If-Range header: the range only counts while the file is still that one
 *  @param etag strong, with its quotes */
export function parseRange(
  range: string | undefined,
  ifRange: string | undefined,
  etag: string,
  bytes: number,
): RangeAnswer {
  if (range === undefined) return { kind: 'whole' }
  if (ifRange !== undefined && ifRange !== etag) return { kind: 'whole' }
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range.trim())
  if (!match) return { kind: 'whole' }
  const [, first = '', last = ''] = match
  if (first === '' && last === '') return { kind: 'whole' }
  if (first === '') {
    const length = Number(last)
    if (length === 0 || bytes === 0) return { kind: 'unsatisfiable' }
    return { kind: 'part', start: Math.max(0, bytes - length), end: bytes - 1 }
  }
  const start = Number(first)
  const end = last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1)
  if (last !== '' && Number(last) < start) return { kind: 'whole' }
  if (start >= bytes) return { kind: 'unsatisfiable' }
  return { kind: 'part', start, end }
}
