import { creatorsPart, type Share, shareByLargestRemainder, tieBreak } from '../allocate.ts'
import { creatorDayLeaf, rowLeaf, uuidBytes, viewerDayLeaf } from '../leaves.ts'
import { growTree, streamTree } from '../sum-tree.ts'

/** The day of the worked examples of both versions: three viewers, two creators, three videos. Its leaves are the same. */
export const day = '2026-11-22'
export const [ani, budi] = ['0199c0de-0000-7000-8000-00000000000a', '0199c0de-0000-7000-8000-00000000000b']
export const [v1, v2, v3] = [
  '0199c0de-1111-7000-8000-000000000001',
  '0199c0de-1111-7000-8000-000000000002',
  '0199c0de-1111-7000-8000-000000000003',
]
export const viewers = [
  {
    viewer: '10'.repeat(16),
    adMicro: 1_000_000_001n,
    watched: [
      { video: v1, creator: ani, ms: 20_001n },
      { video: v2, creator: ani, ms: 7_000n },
      { video: v3, creator: budi, ms: 13_000n },
    ],
  },
  {
    viewer: '20'.repeat(16),
    adMicro: 7n,
    watched: [
      { video: v1, creator: ani, ms: 60_000n },
      { video: v3, creator: budi, ms: 60_000n },
    ],
  },
  { viewer: '30'.repeat(16), adMicro: 500_000_000n, watched: [] },
]

export function computeDay(share: Share) {
  const rows = viewers.flatMap(({ viewer, adMicro, watched }) => {
    const name = Buffer.from(viewer, 'hex')
    const total = watched.reduce((sum, { ms }) => sum + ms, 0n)
    const claims = watched.map(({ video, ms }) => ({
      weight: ms,
      tie: () => tieBreak(day, name, uuidBytes(video)),
    }))
    const amounts = watched.length > 0 ? shareByLargestRemainder(creatorsPart(adMicro, share), claims) : []
    return watched.map(({ video, creator, ms }, at) => ({
      creator,
      viewer,
      videoId: video,
      watchMs: ms,
      micro: amounts[at] ?? 0n,
      leaf: rowLeaf({
        viewer: name,
        video: uuidBytes(video),
        watchMs: ms,
        viewerWatchMs: total,
        viewerAdMicro: adMicro,
        micro: amounts[at] ?? 0n,
      }),
    }))
  })
  const days = [ani, budi].map((creator) => {
    const own = rows.filter((row) => row.creator === creator)
    const tree = streamTree()
    for (const row of own) tree.add(row.leaf)
    const root = tree.root()
    return { creator, own, root, leaf: creatorDayLeaf(uuidBytes(creator), root) }
  })
  const creatorTree = growTree(days.map(({ leaf }) => leaf))
  const viewerLeaves = viewers.map(({ viewer, adMicro, watched }) =>
    viewerDayLeaf({
      viewer: Buffer.from(viewer, 'hex'),
      adMicro,
      watchMs: watched.reduce((sum, { ms }) => sum + ms, 0n),
      creatorsMicro: creatorsPart(adMicro, share),
    }),
  )
  const viewerTree = growTree(viewerLeaves)
  return { rows, days, creatorTree, viewerLeaves, viewerTree }
}
