/** A copy of a file on this device until the server has it: in the browser's own file system, else in its database,
 *  else nowhere, and then the same file is picked again after a reload. */
import { dropBlob, keepBlob, type KeptRow, keptBlob } from './kept-rows.ts'
import { hasRoom, ownFolder } from './own-folder.ts'

const FOLDER = 'panggung-tray'
/** Left free for everything else that the browser keeps. */
const SPARE = 32 * 1024 * 1024

/** @returns where it is; `none` when there is no room or no place. Stops when `signal` fires. */
export async function keepFile(id: string, file: Blob, signal: AbortSignal): Promise<KeptRow['kept']> {
  if (!(await hasRoom(file.size + SPARE))) return 'none'
  const place = await ownFolder(FOLDER)
  if (await place?.write(id, file, signal).catch(() => false)) return 'files'
  if (signal.aborted) return 'none'
  return (await keepBlob(id, file)) ? 'row' : 'none'
}

export async function keptFile(row: Pick<KeptRow, 'id' | 'kept' | 'bytes'>): Promise<Blob | undefined> {
  const found =
    row.kept === 'files'
      ? await (await ownFolder(FOLDER))?.read(row.id)
      : row.kept === 'row'
        ? await keptBlob(row.id)
        : undefined
  // A browser that was killed while it wrote left a part.
  return found?.size === row.bytes ? found : undefined
}

export async function dropFile(id: string): Promise<void> {
  await (await ownFolder(FOLDER))?.remove(id)
  await dropBlob(id)
}

/** Removes copies of which no row knows: what a crash left. */
export async function dropStrays(rows: () => Promise<ReadonlySet<string>>): Promise<void> {
  const place = await ownFolder(FOLDER)
  const names = (await place?.names().catch(() => [])) ?? []
  // Asked after the names were read: what is being written now has its row already.
  const known = await rows()
  for (const name of names) if (!known.has(name)) await place?.remove(name)
}
