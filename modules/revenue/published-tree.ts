import { sha256, type SumRoot, writeAmount } from './sum-tree.ts'

/** Which tree a root belongs to: with the instance and the day or period, it is part of what the root hashes. */
export type TreeName = 'creator-day' | 'viewer-day' | 'creator-period' | 'split' | 'income'

/** A tree as version 2 publishes it: the count of its leaves and what it belongs to are inside its root. */
export function publishedTree(instance: string, tree: TreeName, scope: string, top: SumRoot) {
  const bytes = Buffer.allocUnsafe(57)
  bytes[0] = 0x02
  bytes.writeBigUInt64BE(top.leaves, 1)
  writeAmount(bytes, top.sum, 9)
  top.hash.copy(bytes, 25)
  const name = Buffer.from(`panggung/tree/2\n${instance}\n${tree}\n${scope}`, 'utf8')
  return {
    leaves: String(top.leaves),
    sum: String(top.sum),
    root: sha256(Buffer.concat([bytes, name])).toString('hex'),
  }
}
