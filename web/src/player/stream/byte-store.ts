/** Pieces of one file as they came in. Pure bookkeeping; nothing is copied before it is read. */
export interface ByteStore {
  add: (start: number, bytes: Uint8Array) => void
  /** Up to where everything from `start` on is here; `start` when that byte is missing. */
  reach: (start: number) => number
  /** @throws RangeError when a byte is missing */
  read: (start: number, end: number) => Uint8Array<ArrayBuffer>
  /** What lies before this byte will not be read again. */
  forget: (before: number) => void
}

export function byteStore(): ByteStore {
  let pieces: { readonly start: number; readonly bytes: Uint8Array }[] = []

  return {
    add(start, bytes) {
      if (bytes.length === 0) return
      const at = pieces.findIndex((piece) => piece.start > start)
      const piece = { start, bytes }
      if (at < 0) pieces.push(piece)
      else pieces.splice(at, 0, piece)
    },
    reach(start) {
      let at = start
      for (const { start: from, bytes } of pieces) {
        if (from > at) break
        at = Math.max(at, from + bytes.length)
      }
      return at
    },
    read(start, end) {
      const out = new Uint8Array(end - start)
      let at = start
      for (const { start: from, bytes } of pieces) {
        if (from > at || at >= end) break
        if (from + bytes.length <= at) continue
        const part = bytes.subarray(at - from, Math.min(bytes.length, end - from))
        out.set(part, at - start)
        at += part.length
      }
      if (at < end) throw new RangeError('a byte that is not here was asked for')
      return out
    },
    forget(before) {
      pieces = pieces.filter(({ start, bytes }) => start + bytes.length > before)
    },
  }
}
