/** Boxes of the ISO base media file format (ISO/IEC 14496-12). Pure. */
export interface Box {
  readonly type: string
  /** Of the box itself, its header included. */
  readonly start: number
  /** Where its content begins. */
  readonly body: number
  /** The first byte after it; may lie beyond what is here. */
  readonly end: number
}

const typeAt = (view: DataView, at: number): string =>
  String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3))

/** The box that begins at `at`, or undefined when its header is not here whole or makes no sense. */
export function boxAt(view: DataView, at: number, end: number): Box | undefined {
  if (at + 8 > end) return undefined
  const type = typeAt(view, at + 4)
  const small = view.getUint32(at)
  if (small === 1) {
    if (at + 16 > end) return undefined
    const size = view.getUint32(at + 8) * 2 ** 32 + view.getUint32(at + 12)
    return size < 16 ? undefined : { type, start: at, body: at + 16, end: at + size }
  }
  const size = small === 0 ? Number.POSITIVE_INFINITY : small
  return size < 8 ? undefined : { type, start: at, body: at + 8, end: at + size }
}

export function boxesIn(view: DataView, from: number, to: number): Box[] {
  const found: Box[] = []
  for (let at = from; at < to; ) {
    const box = boxAt(view, at, to)
    if (!box || box.end > to) break
    found.push(box)
    at = box.end
  }
  return found
}

/** Follows a path of types; the first of each. */
export function boxUnder(view: DataView, from: Box, ...path: readonly string[]): Box | undefined {
  let box: Box | undefined = from
  for (const type of path) {
    if (!box) return undefined
    box = boxesIn(view, box.body, box.end).find((one) => one.type === type)
  }
  return box
}

export type Part = Uint8Array | number | readonly Part[]

/** Bytes one after the other; a number is an unsigned 32-bit one. */
export function joined(parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  const flat: (Uint8Array | number)[] = []
  const flatten = (some: readonly Part[]): void => {
    for (const part of some) {
      if (typeof part === 'number' || part instanceof Uint8Array) flat.push(part)
      else flatten(part)
    }
  }
  flatten(parts)
  const length = flat.reduce<number>((sum, part) => sum + (typeof part === 'number' ? 4 : part.length), 0)
  const out = new Uint8Array(length)
  const view = new DataView(out.buffer)
  let at = 0
  for (const part of flat) {
    if (typeof part === 'number') {
      view.setUint32(at, part)
      at += 4
    } else {
      out.set(part, at)
      at += part.length
    }
  }
  return out
}

export function box(type: string, ...parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  const body = joined(parts)
  return joined([body.length + 8, Uint8Array.from(type, (sign) => sign.charCodeAt(0)), body])
}
