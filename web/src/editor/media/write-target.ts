/** Where the finished file is written while it is made: into the browser's own files, so that a long clip does not have
 *  to fit into memory; else into memory. */
import { BufferTarget, StreamTarget, type Target } from 'mediabunny'

export interface Written {
  readonly target: Target
  /** Into memory: the file's index can be put in front without knowing its size before. */
  readonly inMemory: boolean
  file: (type: string) => Promise<Blob>
  discard: () => Promise<void>
}

const FOLDER = 'panggung-exports'
const KEPT_MS = 24 * 3_600_000

export async function openWritten(name: string): Promise<Written> {
  void sweepWritten(Date.now())
  return (await onDisk(name).catch(() => undefined)) ?? inMemory()
}

function inMemory(): Written {
  const target = new BufferTarget()
  return {
    target,
    inMemory: true,
    file: async (type) => {
      if (!target.buffer) throw new Error('the file was not finished')
      return new Blob([target.buffer], { type })
    },
    discard: async () => undefined,
  }
}

/** Known only to the types of workers. */
interface SyncAccess {
  write: (data: Uint8Array<ArrayBuffer>, options: { at: number }) => number
  truncate: (size: number) => void
  flush: () => void
  close: () => void
}
interface WithSyncAccess extends FileSystemFileHandle {
  createSyncAccessHandle: () => Promise<SyncAccess>
}
const hasSyncAccess = (handle: FileSystemFileHandle): handle is WithSyncAccess =>
  'createSyncAccessHandle' in handle

async function onDisk(name: string): Promise<Written | undefined> {
  const root = await navigator.storage.getDirectory()
  const folder = await root.getDirectoryHandle(FOLDER, { create: true })
  const handle = await folder.getFileHandle(name, { create: true })
  // Only workers have it; it is also the only one that every browser with such files has.
  if (!hasSyncAccess(handle)) return undefined
  const access = await handle.createSyncAccessHandle()
  access.truncate(0)
  let isOpen = true
  const close = (): void => {
    if (isOpen) access.close()
    isOpen = false
  }
  const sink = new WritableStream<{ data: Uint8Array<ArrayBuffer>; position: number }>({
    write({ data, position }) {
      const written = access.write(data, { at: position })
      if (written !== data.byteLength) throw new DOMException('no room', 'QuotaExceededError')
    },
  })
  return {
    target: new StreamTarget(sink, { chunked: true, chunkSize: 4 * 1024 * 1024 }),
    inMemory: false,
    file: async (type) => {
      access.flush()
      close()
      const file = await handle.getFile()
      return file.slice(0, file.size, type)
    },
    discard: async () => {
      close()
      await folder.removeEntry(name).catch(() => undefined)
    },
  }
}

/** Files of finished exports stay until the tray has its own copy, or the upload: a day later nobody needs them. */
async function sweepWritten(now: number): Promise<void> {
  try {
    const root = await navigator.storage.getDirectory()
    const folder = await root.getDirectoryHandle(FOLDER)
    for await (const [name, handle] of folder.entries()) {
      if (handle.kind !== 'file') continue
      const file = await handle.getFile().catch(() => undefined)
      // One that is being written can not be opened, and is left alone.
      if (file && now - file.lastModified > KEPT_MS) await folder.removeEntry(name).catch(() => undefined)
    }
  } catch {
    // No such folder, or no such files at all: nothing to sweep.
  }
}
