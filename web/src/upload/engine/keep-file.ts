/** A copy of a file on this device until the server has it: in the browser's own file system, else in its database,
 *  else nowhere, and then the same file is picked again after a reload. */
import { dropBlob, keepBlob, type KeptRow, keptBlob } from './kept-rows.ts'

const FOLDER = 'panggung-tray'
/** Left free for everything else that the browser keeps. */
const SPARE = 32 * 1024 * 1024

/** @returns where it is; `none` when there is no room or no place. Stops when `signal` fires. */
export async function keepFile(id: string, file: Blob, signal: AbortSignal): Promise<KeptRow['kept']> {
  if (!(await hasRoom(file.size))) return 'none'
  if (await writeFile(id, file, signal)) return 'files'
  if (signal.aborted) return 'none'
  return (await keepBlob(id, file)) ? 'row' : 'none'
}

export async function keptFile(row: Pick<KeptRow, 'id' | 'kept' | 'bytes'>): Promise<Blob | undefined> {
  const found =
    row.kept === 'files' ? await readFile(row.id) : row.kept === 'row' ? await keptBlob(row.id) : undefined
  // A browser that was killed while it wrote left a part.
  return found?.size === row.bytes ? found : undefined
}

export async function dropFile(id: string): Promise<void> {
  try {
    await (await folder())?.removeEntry(id)
  } catch {
    // It was not there.
  }
  await dropBlob(id)
}

/** Removes copies of which no row knows: what a crash left. */
export async function dropStrays(rows: () => Promise<ReadonlySet<string>>): Promise<void> {
  const place = await folder()
  if (!place || !('keys' in place)) return
  try {
    const names: string[] = []
    for await (const name of place.keys()) names.push(name)
    // Asked after the names were read: what is being written now has its row already.
    const known = await rows()
    for (const name of names) if (!known.has(name)) await place.removeEntry(name)
  } catch {
    // Next time.
  }
}

async function hasRoom(bytes: number): Promise<boolean> {
  try {
    const { quota, usage } = await navigator.storage.estimate()
    return quota === undefined || usage === undefined || quota - usage > bytes + SPARE
  } catch {
    return true
  }
}

async function folder(): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    const root = await navigator.storage.getDirectory()
    return await root.getDirectoryHandle(FOLDER, { create: true })
  } catch {
    return undefined
  }
}

async function writeFile(id: string, file: Blob, signal: AbortSignal): Promise<boolean> {
  const place = await folder()
  if (!place) return false
  try {
    const handle = await place.getFileHandle(id, { create: true })
    if (!('createWritable' in handle)) {
      await place.removeEntry(id)
      return false
    }
    // Closed, it takes the place of what was there in one step.
    await file.stream().pipeTo(await handle.createWritable(), { signal })
    return true
  } catch {
    await place.removeEntry(id).catch(() => undefined)
    return false
  }
}

async function readFile(id: string): Promise<Blob | undefined> {
  try {
    const handle = await (await folder())?.getFileHandle(id)
    return await handle?.getFile()
  } catch {
    return undefined
  }
}
