/** Who has wanted what: a sparse matrix of ones, row by row (CSR). */
export interface Pairs {
  readonly rows: number
  readonly columns: number
  /** rows + 1 offsets into `ids`. */
  readonly starts: Int32Array
  /** Columns, those of one row together. */
  readonly ids: Int32Array
}

/** @param wanted the columns of each row, none twice */
export function pairsOf(wanted: readonly ReadonlySet<number>[], columns: number): Pairs {
  const starts = new Int32Array(wanted.length + 1)
  wanted.forEach((row, at) => {
    starts[at + 1] = (starts[at] ?? 0) + row.size
  })
  const ids = new Int32Array(starts.at(-1) ?? 0)
  wanted.forEach((row, at) => ids.set([...row], starts[at]))
  return { rows: wanted.length, columns, starts, ids }
}

/** Columns become rows. */
export function transpose(pairs: Pairs): Pairs {
  const starts = new Int32Array(pairs.columns + 1)
  for (const id of pairs.ids) starts[id + 1] = (starts[id + 1] ?? 0) + 1
  for (let at = 0; at < pairs.columns; at++) starts[at + 1] = (starts[at + 1] ?? 0) + (starts[at] ?? 0)
  const next = starts.slice()
  const ids = new Int32Array(pairs.ids.length)
  for (let row = 0; row < pairs.rows; row++)
    for (let at = pairs.starts[row] ?? 0; at < (pairs.starts[row + 1] ?? 0); at++) {
      const column = pairs.ids[at] ?? 0
      const place = next[column] ?? 0
      ids[place] = row
      next[column] = place + 1
    }
  return { rows: pairs.columns, columns: pairs.rows, starts, ids }
}
