/** SHA-256 of files of any size, beside the page and a piece at a time: a browser's own digest wants all of it at once. */
import { sha256 } from '@noble/hashes/sha2.js'

export interface HashTask {
  readonly task: number
  readonly blob: Blob
}
export type HashNews =
  | { readonly task: number; readonly kind: 'at'; readonly bytes: number }
  | { readonly task: number; readonly kind: 'done'; readonly hex: string }
  | { readonly task: number; readonly kind: 'broken'; readonly why: string }

const PIECE = 2 * 1024 * 1024

addEventListener('message', (event: MessageEvent<HashTask>) => {
  void hash(event.data)
})

async function hash({ task, blob }: HashTask): Promise<void> {
  try {
    const running = sha256.create()
    for (let at = 0; at < blob.size; at += PIECE) {
      running.update(new Uint8Array(await blob.slice(at, at + PIECE).arrayBuffer()))
      postMessage({ task, kind: 'at', bytes: Math.min(at + PIECE, blob.size) } satisfies HashNews)
    }
    postMessage({ task, kind: 'done', hex: hexOf(running.digest()) } satisfies HashNews)
  } catch (error) {
    // The file was moved, changed or removed meanwhile.
    postMessage({ task, kind: 'broken', why: String(error) } satisfies HashNews)
  }
}

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
