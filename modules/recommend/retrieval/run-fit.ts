/** Runs a fit in a thread of its own, with an end. */
import { Worker } from 'node:worker_threads'
import type { Fit, FitInput } from './fit-space.ts'

export interface RunningFit {
  /** @throws whatever the fit threw, or an error when it was stopped or took too long */
  readonly result: Promise<Fit>
  stop(): void
}

export type RunFit = (input: FitInput) => RunningFit

/** A fit that takes longer has been held up by something. */
const patienceMs = 20 * 60_000

export const runFit: RunFit = (input) => {
  const worker = new Worker(new URL('fit-worker.ts', import.meta.url), { workerData: input })
  const timer = setTimeout(() => void worker.terminate(), patienceMs)
  timer.unref()
  const result = new Promise<Fit>((done, failed) => {
    worker.once('message', (fit: Fit) => done(fit))
    worker.once('error', failed)
    worker.once('exit', (code) => failed(new Error(`the fit ended with ${code} and without an answer`)))
  }).finally(() => {
    clearTimeout(timer)
    void worker.terminate()
  })
  return { result, stop: () => void worker.terminate() }
}
