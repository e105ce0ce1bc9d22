/** What the tray remembers of each file on this device, in IndexedDB: enough to go on after a reload, a restart or a
 *  crash. Where the browser keeps nothing (some private windows), it remembers for as long as the page lives. */
import type { PostForm } from '../post/post-form.ts'

export type Purpose = 'clip' | 'part' | 'sound'

export interface KeptRow {
  readonly id: string
  /** Whose it is: another account on the same device neither sees nor sends it. */
  readonly ownerId: string
  readonly name: string
  readonly type: string
  readonly bytes: number
  readonly lastModified: number
  readonly purpose: Purpose
  readonly draftId: string | undefined
  readonly uploadId: string
  readonly sha256: string | undefined
  /** Where its bytes are kept on this device. */
  readonly kept: 'files' | 'row' | 'none'
  readonly paused: boolean
  /** The server has all of it. */
  readonly received: boolean
  readonly createdAt: number
  /** What is to be posted with it, and whether that was asked for. */
  readonly form: PostForm | undefined
}

const NAME = 'panggung-tray'
const [ROWS, BLOBS] = ['rows', 'blobs'] as const
const memory = new Map<string, KeptRow>()
let opening: Promise<IDBDatabase | undefined> | undefined

function database(): Promise<IDBDatabase | undefined> {
  opening ??= new Promise((resolve) => {
    try {
      const asked = indexedDB.open(NAME, 1)
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore(ROWS, { keyPath: 'id' })
        asked.result.createObjectStore(BLOBS)
      }
      asked.onsuccess = () => {
        // Another tab with a newer version of the page is let through.
        asked.result.onversionchange = () => asked.result.close()
        resolve(asked.result)
      }
      asked.onerror = () => resolve(undefined)
    } catch {
      resolve(undefined)
    }
  })
  return opening
}

async function inStore<T>(
  name: typeof ROWS | typeof BLOBS,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T | undefined> {
  const open = await database()
  if (!open) return undefined
  return new Promise((resolve, reject) => {
    const change = open.transaction(name, mode, { durability: 'strict' })
    const asked = work(change.objectStore(name))
    change.oncomplete = () => resolve(asked.result)
    change.onabort = () => reject(change.error ?? new Error('the browser’s store was aborted'))
  })
}

export async function keptRows(): Promise<KeptRow[]> {
  const rows = await inStore<KeptRow[]>(ROWS, 'readonly', (store) => store.getAll()).catch(() => undefined)
  return rows ?? [...memory.values()]
}

export async function keptRow(id: string): Promise<KeptRow | undefined> {
  const row = await inStore<KeptRow | undefined>(ROWS, 'readonly', (store) => store.get(id)).catch(
    () => undefined,
  )
  return row ?? memory.get(id)
}

export async function keepRow(row: KeptRow): Promise<void> {
  memory.set(row.id, row)
  await inStore(ROWS, 'readwrite', (store) => store.put(row)).catch(() => undefined)
}

export async function dropRow(id: string): Promise<void> {
  memory.delete(id)
  await inStore(ROWS, 'readwrite', (store) => store.delete(id)).catch(() => undefined)
}

/** @returns false when there is no room, or no store */
export async function keepBlob(id: string, blob: Blob): Promise<boolean> {
  if (!(await database())) return false
  try {
    await inStore(BLOBS, 'readwrite', (store) => store.put(blob, id))
    return true
  } catch {
    return false
  }
}

export async function keptBlob(id: string): Promise<Blob | undefined> {
  const found = await inStore<unknown>(BLOBS, 'readonly', (store) => store.get(id)).catch(() => undefined)
  return found instanceof Blob ? found : undefined
}

export async function dropBlob(id: string): Promise<void> {
  await inStore(BLOBS, 'readwrite', (store) => store.delete(id)).catch(() => undefined)
}
