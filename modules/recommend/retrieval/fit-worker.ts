/** The thread in which a fit runs: below everything else that this machine has to do. */
import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { type FitInput, fitSpace } from './fit-space.ts'

/** On Linux, 0 is the thread that asks, not its process. Elsewhere, and where it is not allowed, it stays as it is. */
try {
  if (process.platform === 'linux') setPriority(0, 19)
} catch {
  // At normal priority it only takes longer from others.
}
const input: FitInput = workerData
parentPort?.postMessage(fitSpace(input))
