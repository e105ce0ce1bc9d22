/** What the editor keeps on this device: drafts as rows, files beside them. One small wrapper over IndexedDB; where a
 *  browser lets nothing be kept, every call rejects with KeepFault. */
import type { Step } from '../project/history.ts'
import type { Project } from '../project/project.ts'

export class KeepFault extends Error {
  readonly code: 'no-storage' | 'no-room'
  constructor(code: KeepFault['code'], cause?: unknown) {
    super(code, { cause })
    this.name = 'KeepFault'
    this.code = code
  }
}
export const faultOf = (error: unknown): KeepFault => {
  if (error instanceof KeepFault) return error
  const isFull = error instanceof DOMException && error.name === 'QuotaExceededError'
  return new KeepFault(isFull ? 'no-room' : 'no-storage', error)
}

export interface KeptDraft {
  readonly id: string
  /** Whose it is; empty until someone logs in. */
  readonly ownerId: string
  readonly title: string
  readonly project: Project
  /** A few steps, so that undo outlives a reload. */
  readonly past: readonly Step[]
  readonly future: readonly Step[]
  /** Of the server's copy that this one was last the same as; 0 for none. */
  readonly revision: number
  /** Changed since then. */
  readonly isDirty: boolean
  readonly changedAt: number
}
export interface KeptBlob {
  readonly key: string
  readonly blob: Blob
}
/** Which file belongs to which part, and where it lies. */
export interface KeptFile {
  readonly key: string
  readonly name: string
  readonly bytes: number
  readonly type: string
  readonly where: 'files' | 'row'
  readonly keptAt: number
}
interface Stores {
  readonly drafts: KeptDraft
  readonly files: KeptFile
  readonly blobs: KeptBlob
}
type StoreName = keyof Stores

const NAME = 'panggung-editor'
let opening: Promise<IDBDatabase> | undefined

function open(): Promise<IDBDatabase> {
  opening ??= new Promise<IDBDatabase>((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1)
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore('drafts', { keyPath: 'id' })
      asked.result.createObjectStore('files', { keyPath: 'key' })
      asked.result.createObjectStore('blobs', { keyPath: 'key' })
    }
    asked.onsuccess = () => {
      const database = asked.result
      const forget = (): void => {
        opening = undefined
      }
      // Emptied by the person or the browser while the page is open: the next call opens it anew.
      database.onclose = forget
      database.onversionchange = () => {
        database.close()
        forget()
      }
      resolve(database)
    }
    asked.onerror = () => reject(asked.error)
    asked.onblocked = () => reject(new KeepFault('no-storage'))
  }).catch((error: unknown) => {
    opening = undefined
    throw faultOf(error)
  })
  return opening
}

async function ask<T>(
  store: StoreName,
  mode: IDBTransactionMode,
  what: (of: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  try {
    const database = await open()
    return await new Promise<T>((resolve, reject) => {
      const work = database.transaction(store, mode)
      const request = what(work.objectStore(store))
      // Written when the transaction is over, not when the request is.
      work.oncomplete = () => resolve(request.result)
      work.onabort = () => reject(work.error ?? request.error ?? new KeepFault('no-storage'))
    })
  } catch (error) {
    throw faultOf(error)
  }
}

export const put = <S extends StoreName>(store: S, row: Stores[S]): Promise<unknown> =>
  ask(store, 'readwrite', (of) => of.put(row))
export const get = <S extends StoreName>(store: S, key: string): Promise<Stores[S] | undefined> =>
  ask<Stores[S] | undefined>(store, 'readonly', (of) => of.get(key))
export const all = <S extends StoreName>(store: S): Promise<Stores[S][]> =>
  ask<Stores[S][]>(store, 'readonly', (of) => of.getAll())
export const drop = (store: StoreName, key: string): Promise<unknown> =>
  ask(store, 'readwrite', (of) => of.delete(key))
