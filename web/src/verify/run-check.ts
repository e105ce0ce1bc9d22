import type { Options, Report } from '$verifier'
import CheckWorker from './check-worker.ts?worker'
import type { Task } from './check-worker.ts'

/** Checks a file in this browser; nothing of it is sent anywhere. Rejects only if the check itself broke. */
export function runCheck(text: string, options: Options, signal: AbortSignal): Promise<Report> {
  return new Promise((resolve, reject) => {
    const worker = new CheckWorker()
    const end = (): void => worker.terminate()
    signal.addEventListener('abort', end)
    worker.onmessage = (event: MessageEvent<Report>) => {
      end()
      resolve(event.data)
    }
    worker.onerror = (event) => {
      end()
      reject(new Error(event.message))
    }
    worker.postMessage({ text, options } satisfies Task)
  })
}
