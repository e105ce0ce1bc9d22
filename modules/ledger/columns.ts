/** PostgreSQL's binary array format, written directly: a batch crosses to the database as one array a column, and the
 *  text form of the same arrays costs both sides several times more (array_recv in the server's arrayfuncs.c). */
import { viewOf, writeUuid } from './chain.ts'

const oids = { uuid: 2950, int8: 20, int4: 23, int2: 21, bool: 16 }
const headerBytes = 20

function header(oid: number, count: number, bytes: number, hasNull: boolean): Buffer {
  const into = Buffer.allocUnsafe(headerBytes + bytes)
  into.writeInt32BE(1, 0) // dimensions
  into.writeInt32BE(hasNull ? 1 : 0, 4)
  into.writeInt32BE(oid, 8)
  into.writeInt32BE(count, 12)
  into.writeInt32BE(1, 16) // lower bound
  return into
}

type Column<T> = <Row>(rows: readonly Row[], value: (row: Row) => T | null) => Buffer

function fixed<T>(
  oid: number,
  width: number,
  write: (into: Buffer, at: number, value: T, view: DataView) => unknown,
): Column<T> {
  return (rows, value) => {
    const into = header(oid, rows.length, rows.length * (4 + width), true)
    const view = viewOf(into)
    let at = headerBytes
    for (const row of rows) {
      const one = value(row)
      if (one === null) {
        at = into.writeInt32BE(-1, at)
        continue
      }
      at = into.writeInt32BE(width, at)
      write(into, at, one, view)
      at += width
    }
    return into.subarray(0, at)
  }
}

export const uuidColumn = fixed<string>(oids.uuid, 16, writeUuid)
export const int8Column = fixed<bigint>(oids.int8, 8, (_, at, value, view) => view.setBigInt64(at, value))
export const int4Column = fixed<number>(oids.int4, 4, (into, at, value) => into.writeInt32BE(value, at))
export const int2Column = fixed<number>(oids.int2, 2, (into, at, value) => into.writeInt16BE(value, at))
export const boolColumn = fixed<boolean>(oids.bool, 1, (into, at, value) =>
  into.writeUInt8(value ? 1 : 0, at),
)

/** A column that may hold nothing at all: an empty array, which `unnest` pads with nulls, costs nothing. */
export function sparse<Row, T>(
  column: Column<T>,
  rows: readonly Row[],
  value: (row: Row) => T | null,
): Buffer {
  return rows.some((row) => value(row) !== null) ? column(rows, value) : column([], value)
}
