import type { TransferBody } from './transfer.ts'

/** Cuts a long call into batches of at most `max`, never inside a linked chain: a chain longer than that is one batch. */
export function splitCalls(transfers: readonly TransferBody[], max: number): TransferBody[][] {
  const parts: TransferBody[][] = []
  let part: TransferBody[] = []
  for (let from = 0; from < transfers.length; ) {
    let to = from
    while (to < transfers.length - 1 && transfers[to]?.linked) to++
    if (part.length > 0 && part.length + (to + 1 - from) > max) {
      parts.push(part)
      part = []
    }
    for (const transfer of transfers.slice(from, to + 1)) part.push(transfer)
    from = to + 1
  }
  if (part.length > 0) parts.push(part)
  return parts
}
