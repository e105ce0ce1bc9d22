/** Solves A x = b for a positive definite A, in place: A becomes its Cholesky factor, b becomes x.
 *  @param a dims × dims, row by row; only the lower triangle is read and written
 *  @param b dims
 *  @returns false when A is not positive definite; then b means nothing */
export function solveSymmetric(a: Float64Array, b: Float64Array, dims: number): boolean {
  const at = (row: number, column: number): number => a[row * dims + column] ?? 0
  for (let row = 0; row < dims; row++)
    for (let column = 0; column <= row; column++) {
      let sum = at(row, column)
      for (let k = 0; k < column; k++) sum -= at(row, k) * at(column, k)
      if (row === column && !(sum > 0)) return false
      a[row * dims + column] = row === column ? Math.sqrt(sum) : sum / at(column, column)
    }
  for (let row = 0; row < dims; row++) {
    let sum = b[row] ?? 0
    for (let k = 0; k < row; k++) sum -= at(row, k) * (b[k] ?? 0)
    b[row] = sum / at(row, row)
  }
  for (let row = dims - 1; row >= 0; row--) {
    let sum = b[row] ?? 0
    for (let k = row + 1; k < dims; k++) sum -= at(k, row) * (b[k] ?? 0)
    b[row] = sum / at(row, row)
  }
  return true
}
