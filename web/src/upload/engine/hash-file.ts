/** SHA-256 of blobs: short ones by the browser itself, files by a worker, one after the other. */
import type { HashNews, HashTask } from './hash-worker.ts'
import HashWorker from './hash-worker.ts?worker'

let worker: Worker | undefined
let turn: Promise<unknown> = Promise.resolve()
let tasks = 0
const resting = { timer: 0 }
const REST_MS = 20_000

/** Lower-case hex. Rejects when the file can't be read, or when `signal` fires. */
export function hashFile(
  blob: Blob,
  signal: AbortSignal,
  onProgress: (bytes: number) => void = () => {},
): Promise<string> {
  const mine = turn.then(() => run(blob, signal, onProgress))
  turn = mine.catch(() => {})
  return mine
}

function run(blob: Blob, signal: AbortSignal, onProgress: (bytes: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    clearTimeout(resting.timer)
    const mine = (worker ??= new HashWorker())
    const task = ++tasks
    const leave = (): void => {
      signal.removeEventListener('abort', stop)
      // A worker that nobody needs is memory on a phone.
      resting.timer = Number(setTimeout(drop, REST_MS))
    }
    const drop = (): void => {
      mine.terminate()
      if (worker === mine) worker = undefined
    }
    const stop = (): void => {
      leave()
      drop()
      reject(signal.reason)
    }
    signal.addEventListener('abort', stop)
    mine.onmessage = ({ data }: MessageEvent<HashNews>) => {
      if (data.task !== task) return
      if (data.kind === 'at') return onProgress(data.bytes)
      leave()
      if (data.kind === 'done') resolve(data.hex)
      else reject(new Error(data.why))
    }
    mine.onerror = (event) => {
      leave()
      drop()
      reject(new Error(event.message))
    }
    mine.postMessage({ task, blob } satisfies HashTask)
  })
}

/** Base64, as `Upload-Checksum` carries it; undefined where the browser offers no digest (a page without TLS). */
export async function checksumOf(bytes: ArrayBuffer): Promise<string | undefined> {
  // The type says that it is always there; a page without TLS has none.
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle
  if (!subtle) return undefined
  return base64(new Uint8Array(await subtle.digest('SHA-256', bytes)))
}

/** Hex to base64, as `Repr-Digest` carries it. */
export function hexToBase64(hex: string): string {
  return base64(Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)))
}

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes))
