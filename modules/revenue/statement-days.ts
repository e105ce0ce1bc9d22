import { assert } from '../../platform/errors.ts'
import { creatorsPart, type Share } from './allocate.ts'
import { creatorDayLeaf, rowLeaf, uuidBytes, type ViewerDay, viewerDayLeaf } from './leaves.ts'
import { foldProof, proveMany, proveOne, rootOf, type SumNode, type SumTree, streamTree } from './sum-tree.ts'

/** A day of a statement: the creator's rows and what ties them to the day's two trees. The same in both versions. */

export interface StatementRow {
  /** 32 hexadecimal digits: the viewer's pseudonym of this period. */
  readonly viewer: string
  readonly videoId: string
  readonly watchMs: bigint
  readonly micro: bigint
}

export interface StatementDay {
  readonly day: string
  readonly rows: readonly StatementRow[]
  readonly transferId: string | null
  readonly views: Readonly<Record<string, string>>
  /** The day's creators in order, and where this creator stands among them. */
  readonly creatorTree: SumTree
  readonly creatorIndex: number
  /** All viewers of the day in order of pseudonym, and their tree. */
  readonly viewerTree: SumTree
  readonly findViewer: (pseudonym: string) => { index: number; adMicro: bigint; watchMs: bigint } | undefined
}

export function statementDay(creator: Buffer, day: StatementDay, share: Share) {
  const viewers = [...new Set(day.rows.map((row) => row.viewer))].map((viewer) => {
    const found = day.findViewer(viewer)
    assert(found !== undefined, 'every row’s viewer is a leaf of the day’s viewers')
    return { viewer, ...found }
  })
  const viewerProof = proveMany(
    day.viewerTree,
    viewers.map((viewer) => viewer.index),
  )
  const viewerLeaves = viewers.map((viewer) => ({ index: viewer.index, node: leafOf(viewer, share) }))
  mustLead(day.viewerTree, viewerLeaves, viewerProof)

  const byName = new Map(viewers.map((viewer) => [viewer.viewer, viewer]))
  const subtree = streamTree()
  for (const row of day.rows) {
    const viewer = byName.get(row.viewer)
    assert(viewer !== undefined, 'collected from these very rows')
    subtree.add(
      rowLeaf({
        viewer: Buffer.from(row.viewer, 'hex'),
        video: uuidBytes(row.videoId),
        watchMs: row.watchMs,
        viewerWatchMs: viewer.watchMs,
        viewerAdMicro: viewer.adMicro,
        micro: row.micro,
      }),
    )
  }
  const rows = subtree.root()
  const proof = proveOne(day.creatorTree, day.creatorIndex)
  mustLead(day.creatorTree, [{ index: day.creatorIndex, node: creatorDayLeaf(creator, rows) }], proof)
  return {
    day: day.day,
    micro: String(rows.sum),
    transfer: day.transferId,
    views: day.views,
    index: String(day.creatorIndex),
    proof: proof.map(nodeJson),
    rows: day.rows.map((row) => ({
      viewer: row.viewer,
      video: row.videoId,
      watchMs: String(row.watchMs),
      micro: String(row.micro),
    })),
    viewers: viewers.map((viewer) => ({
      viewer: viewer.viewer,
      index: String(viewer.index),
      adMicro: String(viewer.adMicro),
      watchMs: String(viewer.watchMs),
    })),
    viewerProof: viewerProof.map(nodeJson),
  }
}

function leafOf(viewer: { viewer: string; adMicro: bigint; watchMs: bigint }, share: Share): SumNode {
  const { adMicro, watchMs } = viewer
  const day: ViewerDay = {
    viewer: Buffer.from(viewer.viewer, 'hex'),
    adMicro,
    watchMs,
    creatorsMicro: creatorsPart(adMicro, share),
  }
  return viewerDayLeaf(day)
}

/** No statement leaves with a proof that its reader could not follow. */
export function mustLead(tree: SumTree, known: { index: number; node: SumNode }[], proof: SumNode[]): void {
  const root = rootOf(tree)
  const reached = foldProof(Number(root.leaves), known, proof)
  assert(reached?.sum === root.sum && reached.hash.equals(root.hash), 'a proof leads to the published root')
}

export const nodeJson = (node: SumNode) => ({ sum: String(node.sum), hash: node.hash.toString('hex') })
