/** Runs an export in a worker, so that the page stays quick and goes on when it is hidden; on the page itself where
 *  workers lack what it takes. */
import { EditorFault } from '../face.ts'
import type { ExportNews, ExportOrder } from './export-worker.ts'

export interface RunningExport {
  cancel: () => void
  readonly result: Promise<Blob>
}
type OnProgress = (phase: 'sound' | 'picture' | 'writing', progress: number) => void

export function startExport(order: ExportOrder, onprogress: OnProgress): RunningExport {
  const stop = new AbortController()
  const result = inWorker(order, onprogress, stop.signal).catch((error: unknown) => {
    if (!(error instanceof NoWorker)) throw error
    return onPage(order, onprogress, stop.signal)
  })
  return { cancel: () => stop.abort(), result }
}

class NoWorker extends Error {}
const aborted = (): DOMException => new DOMException('the export was stopped', 'AbortError')

/** What a worker needs of its own: pictures, encoders and text there are not the page's. */
const inWorkers = (): boolean =>
  typeof Worker !== 'undefined' &&
  typeof OffscreenCanvas !== 'undefined' &&
  typeof VideoEncoder !== 'undefined'

function inWorker(order: ExportOrder, onprogress: OnProgress, signal: AbortSignal): Promise<Blob> {
  return new Promise((resolve, reject) => {
    if (!inWorkers()) return reject(new NoWorker())
    const worker = new Worker(new URL('./export-worker.ts', import.meta.url), { type: 'module' })
    let hasBegun = false
    const end = (): void => {
      signal.removeEventListener('abort', stop)
      worker.terminate()
    }
    const stop = (): void => {
      worker.postMessage('stop')
      // It closes its files by itself; the answer need not be waited for.
      setTimeout(end, 1000)
      reject(aborted())
    }
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop)
    worker.addEventListener('message', ({ data }: MessageEvent<ExportNews>) => {
      hasBegun = true
      if ('phase' in data) return onprogress(data.phase, data.progress)
      if ('file' in data) resolve(data.file)
      // An encoder that exists on the page and not in the worker: Safari's older ones.
      else if (data.fault === 'no-h264') reject(new NoWorker())
      else reject(data.name === 'AbortError' ? aborted() : faultOf(data.fault, data.message, data.name))
      end()
    })
    worker.addEventListener('error', (event) => {
      event.preventDefault()
      end()
      reject(hasBegun ? new EditorFault('failed', event.message) : new NoWorker())
    })
    worker.postMessage(order)
  })
}

async function onPage(order: ExportOrder, onprogress: OnProgress, signal: AbortSignal): Promise<Blob> {
  const { exportProject } = await import('./export-project.ts')
  const parts = new Map(order.parts.map((part) => [part.id, part]))
  let last = performance.now()
  try {
    return await exportProject(
      order.project,
      { sourceOf: async (id) => parts.get(id)?.source, kindOf: (id) => parts.get(id)?.kind },
      {
        signal,
        name: order.name,
        onprogress,
        breathe: async () => {
          if (performance.now() - last < 30) return
          await new Promise((resolve) => setTimeout(resolve))
          last = performance.now()
        },
      },
    )
  } catch (error) {
    if (signal.aborted) throw aborted()
    throw error instanceof EditorFault
      ? error
      : faultOf(
          'failed',
          error instanceof Error ? error.message : String(error),
          error instanceof Error ? error.name : '',
        )
  }
}

const faultOf = (code: string, message: string, name: string): EditorFault =>
  new EditorFault(name === 'QuotaExceededError' ? 'no-room' : code, message)
