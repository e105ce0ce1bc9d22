/** The thread in which a fit runs: below everything else that this machine has to do. */
import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { asError } from '../../../platform/errors.ts'
import { type Fit, type FitInput, fitSpace } from './fit-space.ts'
import { writeNeighbours } from './neighbours.ts'

/** On Linux, 0 is the thread that asks, not its process. Elsewhere, and where it is not allowed, it stays as it is. */
try {
  if (process.platform === 'linux') setPriority(0, 19)
} catch {
  // At normal priority it only takes longer from others.
}
const input: FitInput = workerData
const fit = fitSpace(input)
parentPort?.postMessage({ ...fit, ...(input.clips > input.scannedMax ? await indexed(fit) : {}) })

/** Without an index, part of the clips can be brought all the same. */
async function indexed({ vectors }: Fit): Promise<Pick<Fit, 'indexFile' | 'indexFault'>> {
  try {
    return { indexFile: await writeNeighbours(vectors, input.ials.dims) }
  } catch (thrown) {
    return { indexFault: asError(thrown) }
  }
}
