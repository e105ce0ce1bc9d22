/** What lies nearest among more clips than a page has time to look at: by the index, and beside it by looking at all of
 *  them with the same kernels, for viewers who stand between three topics. Vectors as in feed-100k, of very different
 *  lengths: what many want is long. */
import { performance } from 'node:perf_hooks'
import { normals } from '../modules/recommend/models/normals.ts'
import { openLiveSpace } from '../modules/recommend/retrieval/live-space.ts'
import { openNeighbours, writeNeighbours } from '../modules/recommend/retrieval/neighbours.ts'
import { madeUpFit, wantedBefore } from './feed-100k/stage.ts'
import { type BenchResult, median } from './figure.ts'

export const name = 'neighbours'
export const goal = 'recall@50 ≥ .95 of looking at all 400,000, in less time'

const clips = 400_000
const viewers = 200
const lengthSpread = 0.4
const ials = { dims: 64, unseen: 0.02, regular: 0.02, sweeps: 8, seed: 1 }
/** As many as are looked at for a page, and for a page of somebody with one interest. */
const depths = [50, 400, 800]

export async function run(): Promise<BenchResult> {
  const { dims } = ials
  const empty = { starts: new Int32Array(1), ids: new Int32Array(0) }
  const { vectors, gram } = await madeUpFit({
    clips,
    wanted: empty,
    wantedAt: empty.ids,
    attributes: empty,
    attributeCount: 1,
    ials,
    ownFrom: 10,
    scannedMax: clips,
  }).result
  const lengths = normals(clips, lengthSpread, 7)
  vectors.forEach((value, at) => {
    vectors[at] = value * Math.exp(lengths[Math.floor(at / dims)] ?? 0)
  })
  const before = process.cpuUsage()
  const path = await writeNeighbours(vectors, dims)
  const { user, system } = process.cpuUsage(before)
  const index = await openNeighbours(path, dims)
  const live = openLiveSpace(clips, { gram, fitted: clips }, ials)
  for (let slot = 0; slot < clips; slot++) live.place(slot, vectors.subarray(slot * dims, (slot + 1) * dims))

  const stands = Array.from({ length: viewers }, (_, viewer) => live.foldIn(wantedBefore(viewer)))
  const found = depths.map((depth) => {
    const [byIndex, byAll]: [number[], number[]] = [[], []]
    let hits = 0
    for (const stand of stands) {
      const near = timed(byIndex, () => index.near(stand, depth))
      const all = timed(byAll, () => live.nearest(stand, depth, () => true).ids)
      const wanted = new Set(all)
      for (const column of near) if (wanted.has(Number(column))) hits++
    }
    return { depth, recall: hits / (viewers * depth), ms: median(byIndex), allMs: median(byAll) }
  })
  const [first] = found
  return {
    name,
    value: rounded(first?.ms),
    unit: 'ms',
    baseline: { what: 'looking at all of them, ms', value: rounded(first?.allMs) },
    ratio: rounded((first?.ms ?? Number.NaN) / (first?.allMs ?? Number.NaN)),
    goal,
    details: {
      clips,
      'made in, s of processor': rounded((user + system) / 1e6),
      ...Object.fromEntries(
        found.map(({ depth, recall, ms, allMs }) => [
          `the nearest ${depth}`,
          `recall ${rounded(recall)}, ${rounded(ms)} ms instead of ${rounded(allMs)}`,
        ]),
      ),
    },
  }
}

function timed<T>(times: number[], work: () => T): T {
  const began = performance.now()
  const result = work()
  times.push(performance.now() - began)
  return result
}

const rounded = (value = Number.NaN): number => Math.round(value * 1_000) / 1_000
