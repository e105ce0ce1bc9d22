/** Ids that say which transfer they are: a reversible permutation of the transfer's number (the idea is that of
 *  TigerBeetle's workload.zig). From an id found in the database follows what was asked under it, field by field,
 *  without anyone having kept it. */
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'

const mark = Buffer.from('panggung')

export interface NumberedIds {
  of(index: number): string
  /** undefined: no id of this seed. */
  indexOf(id: string): number | undefined
}

/** AES-128 on one block: eight bytes that mark our own, eight of the number. */
export function numberedIds(seed: number): NumberedIds {
  const key = createHash('sha256').update(`simulate-money ids ${seed}`).digest().subarray(0, 16)
  const cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false)
  const decipher = createDecipheriv('aes-128-ecb', key, null).setAutoPadding(false)
  const block = Buffer.concat([mark, Buffer.alloc(8)])
  return {
    of(index) {
      block.writeBigUInt64BE(BigInt(index), 8)
      const hex = cipher.update(block).toString('hex')
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
    },
    indexOf(id) {
      const plain = decipher.update(Buffer.from(id.replaceAll('-', ''), 'hex'))
      return plain.subarray(0, 8).equals(mark) ? Number(plain.readBigUInt64BE(8)) : undefined
    },
  }
}
