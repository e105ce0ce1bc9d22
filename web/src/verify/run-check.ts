import type { Options, Report } from '$verifier'
import CheckWorker from './check-worker.ts?worker'
import type { Task } from './check-worker.ts'

let spare: Worker | undefined

/** Fetches the verifier ahead, so that checking works when the connection is gone. */
export function prepareCheck(): void {
  spare ??= new CheckWorker()
}

/** Checks a file in this browser; nothing of it is sent anywhere. Rejects only if the check itself broke. */
export function runCheck(text: string, options: Options, signal: AbortSignal): Promise<Report> {
  return new Promise((resolve, reject) => {
    prepareCheck()
    const worker = spare ?? new CheckWorker()
    // A check that is no longer wanted takes its worker with it; else the same one serves the next file.
    const stop = (): void => {
      worker.terminate()
      spare = undefined
    }
    signal.addEventListener('abort', stop)
    worker.onmessage = (event: MessageEvent<Report>) => {
      signal.removeEventListener('abort', stop)
      resolve(event.data)
    }
    worker.onerror = (event) => {
      stop()
      reject(new Error(event.message))
    }
    worker.postMessage({ text, options } satisfies Task)
  })
}
