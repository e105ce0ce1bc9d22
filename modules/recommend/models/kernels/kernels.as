// AssemblyScript (`npm run build` compiles it). Vectors are float32, rows of `dims`, a multiple of 4, in one linear
// memory; every place is a byte address, a multiple of 16. ../kernels.ts says what each function promises.

function across(lanes: v128): f32 {
  return (
    f32x4.extract_lane(lanes, 0) + f32x4.extract_lane(lanes, 1) + f32x4.extract_lane(lanes, 2) + f32x4.extract_lane(lanes, 3)
  )
}

export function scan(query: usize, items: usize, count: i32, dims: i32, scores: usize): void {
  const bytes = <usize>dims << 2
  for (let i = 0; i < count; i++) {
    let even = f32x4.splat(0)
    let odd = f32x4.splat(0)
    let k: usize = 0
    for (; k + 32 <= bytes; k += 32) {
      even = f32x4.add(even, f32x4.mul(v128.load(query + k), v128.load(items + k)))
      odd = f32x4.add(odd, f32x4.mul(v128.load(query + k, 16), v128.load(items + k, 16)))
    }
    for (; k < bytes; k += 16) even = f32x4.add(even, f32x4.mul(v128.load(query + k), v128.load(items + k)))
    store<f32>(scores, across(f32x4.add(even, odd)))
    scores += 4
    items += bytes
  }
}

export function scanAt(query: usize, items: usize, ids: usize, count: i32, dims: i32, scores: usize): void {
  const bytes = <usize>dims << 2
  for (let i: usize = 0; i < <usize>count; i++)
    scan(query, items + <usize>load<i32>(ids + (i << 2)) * bytes, 1, dims, scores + (i << 2))
}

/** Of sixteen bytes, with sixteen numbers of 16 bits. */
@inline
function products(bytes: v128, low: v128, high: v128): v128 {
  return i32x4.add(
    i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(bytes), low), i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(bytes), high),
  )
}

export function sift(
  query: usize, unit: f32, reach: f32, items: usize, bounds: usize, count: i32, dims: i32, first: i32, least: f32, ids: usize,
): i32 {
  const begin = ids
  const size = <usize>dims
  const units = f32x4.splat(unit)
  const reaches = f32x4.splat(reach)
  const leasts = f32x4.splat(least)
  let i = 0
  // Four at a time: what is loaded of the query serves all four, and their sums are added up in one go.
  for (; i + 4 <= count; i += 4) {
    let a = i32x4.splat(0)
    let b = i32x4.splat(0)
    let c = i32x4.splat(0)
    let d = i32x4.splat(0)
    for (let k: usize = 0; k < size; k += 16) {
      const low = v128.load(query + (k << 1))
      const high = v128.load(query + (k << 1), 16)
      a = i32x4.add(a, products(v128.load(items + k), low, high))
      b = i32x4.add(b, products(v128.load(items + k + size), low, high))
      c = i32x4.add(c, products(v128.load(items + k + 2 * size), low, high))
      d = i32x4.add(d, products(v128.load(items + k + 3 * size), low, high))
    }
    const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7))
    const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7))
    const sums = i32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), v128.shuffle<i32>(ab, cd, 2, 3, 6, 7))
    const early = v128.load(bounds)
    const late = v128.load(bounds, 16)
    const scales = v128.shuffle<f32>(early, late, 0, 2, 4, 6)
    const slacks = v128.shuffle<f32>(early, late, 1, 3, 5, 7)
    const most = f32x4.add(
      f32x4.mul(f32x4.mul(f32x4.convert_i32x4_s(sums), scales), units), f32x4.mul(slacks, reaches),
    )
    const through = i32x4.bitmask(f32x4.gt(most, leasts))
    bounds += 32
    items += size << 2
    if (through == 0) continue
    store<i32>(ids, first + i)
    ids += <usize>(through & 1) << 2
    store<i32>(ids, first + i + 1)
    ids += <usize>(through & 2) << 1
    store<i32>(ids, first + i + 2)
    ids += <usize>(through & 4)
    store<i32>(ids, first + i + 3)
    ids += <usize>(through & 8) >> 1
  }
  for (; i < count; i++) {
    let sums = i32x4.splat(0)
    for (let k: usize = 0; k < size; k += 16)
      sums = i32x4.add(sums, products(v128.load(items + k), v128.load(query + (k << 1)), v128.load(query + (k << 1), 16)))
    const sum =
      i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1) + i32x4.extract_lane(sums, 2) + i32x4.extract_lane(sums, 3)
    store<i32>(ids, first + i)
    ids += <usize>(<f32>sum * load<f32>(bounds) * unit + load<f32>(bounds, 4) * reach > least) << 2
    bounds += 8
    items += dims
  }
  return <i32>((ids - begin) >> 2)
}

export function dense(
  weights: usize, biases: usize, from: usize, to: usize, rows: i32, inputs: i32, outputs: i32, floor: f32,
): void {
  const bytes = <usize>inputs << 2
  const step = <usize>outputs << 2
  for (let row = 0; row < rows; row += 4) {
    for (let unit: usize = 0; unit < step; unit += 4) {
      let line = weights + unit * <usize>inputs
      let a = f32x4.splat(0)
      let b = f32x4.splat(0)
      let c = f32x4.splat(0)
      let d = f32x4.splat(0)
      for (let k = from; k < from + bytes; k += 16) {
        const weight = v128.load(line)
        a = f32x4.add(a, f32x4.mul(weight, v128.load(k)))
        b = f32x4.add(b, f32x4.mul(weight, v128.load(k + bytes)))
        c = f32x4.add(c, f32x4.mul(weight, v128.load(k + 2 * bytes)))
        d = f32x4.add(d, f32x4.mul(weight, v128.load(k + 3 * bytes)))
        line += 16
      }
      const bias = load<f32>(biases + unit)
      store<f32>(to + unit, max(floor, bias + across(a)))
      store<f32>(to + unit + step, max(floor, bias + across(b)))
      store<f32>(to + unit + 2 * step, max(floor, bias + across(c)))
      store<f32>(to + unit + 3 * step, max(floor, bias + across(d)))
    }
    from += bytes << 2
    to += step << 2
  }
}

/** gram += v vᵀ: whole rows up to the diagonal's block of four. */
function addOuter(gram: usize, vector: usize, dims: i32): void {
  const bytes = <usize>dims << 2
  for (let row = 0; row < dims; row++) {
    const value = f32x4.splat(load<f32>(vector + (<usize>row << 2)))
    const line = gram + <usize>row * bytes
    const end = (<usize>(row & ~3) << 2) + 16
    for (let k: usize = 0; k < end; k += 16)
      v128.store(line + k, f32x4.add(v128.load(line + k), f32x4.mul(value, v128.load(vector + k))))
  }
}

export function gramOf(gram: usize, vectors: usize, count: i32, dims: i32): void {
  const bytes = <usize>dims << 2
  memory.fill(gram, 0, bytes * <usize>dims)
  for (let i = 0; i < count; i++) addOuter(gram, vectors + <usize>i * bytes, dims)
}

/** a x = b by Cholesky; a becomes its factor, rows up to the diagonal, and b becomes x. 0: not positive definite. */
function solve(a: usize, b: usize, dims: i32): i32 {
  const bytes = <usize>dims << 2
  for (let row = 0; row < dims; row++) {
    const mine = a + <usize>row * bytes
    for (let column = 0; column <= row; column++) {
      const other = a + <usize>column * bytes
      let lanes = f32x4.splat(0)
      let k = 0
      for (; k + 4 <= column; k += 4)
        lanes = f32x4.add(lanes, f32x4.mul(v128.load(mine + (<usize>k << 2)), v128.load(other + (<usize>k << 2))))
      let sum = load<f32>(mine + (<usize>column << 2)) - across(lanes)
      for (; k < column; k++) sum -= load<f32>(mine + (<usize>k << 2)) * load<f32>(other + (<usize>k << 2))
      if (row == column) {
        if (!(sum > 0)) return 0
        store<f32>(mine + (<usize>row << 2), Mathf.sqrt(sum))
      } else store<f32>(mine + (<usize>column << 2), sum / load<f32>(other + (<usize>column << 2)))
    }
  }
  for (let row = 0; row < dims; row++) {
    const mine = a + <usize>row * bytes
    let sum = load<f32>(b + (<usize>row << 2))
    for (let k = 0; k < row; k++) sum -= load<f32>(mine + (<usize>k << 2)) * load<f32>(b + (<usize>k << 2))
    store<f32>(b + (<usize>row << 2), sum / load<f32>(mine + (<usize>row << 2)))
  }
  for (let row = dims - 1; row >= 0; row--) {
    let sum = load<f32>(b + (<usize>row << 2))
    for (let k = row + 1; k < dims; k++)
      sum -= load<f32>(a + <usize>k * bytes + (<usize>row << 2)) * load<f32>(b + (<usize>k << 2))
    store<f32>(b + (<usize>row << 2), sum / load<f32>(a + <usize>row * bytes + (<usize>row << 2)))
  }
  return 1
}

export function fit(
  to: usize, ids: usize, count: i32, from: usize, gram: usize, scratch: usize, dims: i32, unseen: f32, hold: f32,
): i32 {
  const bytes = <usize>dims << 2
  const size = bytes * <usize>dims
  const part = f32x4.splat(unseen)
  for (let k: usize = 0; k < size; k += 16) v128.store(scratch + k, f32x4.mul(part, v128.load(gram + k)))
  for (let k = 0; k < dims; k++) {
    const at = scratch + <usize>k * bytes + (<usize>k << 2)
    store<f32>(at, load<f32>(at) + hold)
  }
  memory.fill(to, 0, bytes)
  for (let i = 0; i < count; i++) {
    const vector = from + <usize>load<i32>(ids + (<usize>i << 2)) * bytes
    for (let k: usize = 0; k < bytes; k += 16)
      v128.store(to + k, f32x4.add(v128.load(to + k), v128.load(vector + k)))
    addOuter(scratch, vector, dims)
  }
  if (solve(scratch, to, dims) == 1) return 1
  memory.fill(to, 0, bytes)
  return 0
}
