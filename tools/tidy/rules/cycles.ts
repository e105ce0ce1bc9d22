import { importsOf } from '../imports.ts'
import type { Rule, Tree, Violation } from '../tree.ts'

/** A ring of files that load each other has no order in which they can be read or started. Rings of types are
 *  harmless and not counted. */
export const noCycles: Rule = {
  name: 'no-cycles',
  check: (tree) =>
    ringsOf(graphOf(tree)).map((ring): Violation => {
      const [first = ''] = ring
      return { path: first, line: 1, says: `these files load each other: ${ring.join(' → ')} → ${first}` }
    }),
}

type Graph = ReadonlyMap<string, readonly string[]>

function graphOf(tree: Tree): Graph {
  const graph = new Map<string, string[]>(tree.files.map(({ path }) => [path, []]))
  for (const { path, target, isTypeOnly } of importsOf(tree))
    if (target !== undefined && !isTypeOnly) graph.get(path)?.push(target)
  return graph
}

/** Strongly connected components of more than one file, or a file that loads itself (Tarjan 1972). */
function ringsOf(graph: Graph): string[][] {
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const rings: string[][] = []
  const visit = (node: string): void => {
    const mine = index.size
    index.set(node, mine)
    low.set(node, mine)
    stack.push(node)
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) visit(next)
      else if (!stack.includes(next)) continue
      low.set(node, Math.min(low.get(node) ?? mine, low.get(next) ?? mine))
    }
    if (low.get(node) !== mine) return
    const ring = stack.splice(stack.indexOf(node))
    if (ring.length > 1 || graph.get(node)?.includes(node)) rings.push(ring)
  }
  for (const node of graph.keys()) if (!index.has(node)) visit(node)
  return rings
}
