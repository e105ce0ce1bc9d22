/** Files of parts on this device: in the browser's own file system, else in its database. Keyed by the part's id, which
 *  drafts copied from one another share. */
import { hasRoom, ownFolder } from '#upload/engine/own-folder.ts'
import { all, drop, faultOf, get, KeepFault, type KeptFile, put } from './database.ts'

const FOLDER = 'panggung-editor'
/** Left free for drafts and for everything else that the browser keeps. */
const SPARE_BYTES = 24 * 1024 * 1024

/** Rejects with KeepFault: `no-room` (the device or the browser's share is full), `no-storage` (nothing may be kept). */
export async function keepFile(key: string, blob: Blob, name: string): Promise<void> {
  if (!(await hasRoom(blob.size + SPARE_BYTES))) throw new KeepFault('no-room')
  const row = { key, name, bytes: blob.size, type: blob.type, keptAt: Date.now() }
  try {
    const isFile = (await (await ownFolder(FOLDER))?.write(key, blob)) ?? false
    if (!isFile) await put('blobs', { key, blob })
    await put('files', { ...row, where: isFile ? 'files' : 'row' })
  } catch (error) {
    await removeFile(key)
    throw faultOf(error)
  }
  // Asked once there is something to lose; the browser decides by itself whether to ask the person.
  void navigator.storage?.persist?.().catch(() => undefined)
}

export async function keptFile(key: string): Promise<File | undefined> {
  const row = await get('files', key).catch(() => undefined)
  if (!row) return undefined
  const found =
    row.where === 'files'
      ? await (await ownFolder(FOLDER))?.read(key)
      : (await get('blobs', key).catch(() => undefined))?.blob
  // Written halfway when the browser was ended, or emptied by it since.
  if (found?.size !== row.bytes) return undefined
  return new File([found], row.name, { type: row.type })
}

export async function dropFile(key: string): Promise<void> {
  await removeFile(key)
  await Promise.all([drop('blobs', key), drop('files', key)]).catch(() => undefined)
}

/** Files that no draft speaks of any more. Young ones may belong to a draft that is just being written. */
export async function dropStrays(spoken: ReadonlySet<string>, now: number): Promise<void> {
  const rows: KeptFile[] = await all('files').catch(() => [])
  for (const { key, keptAt } of rows) if (!spoken.has(key) && now - keptAt > 3_600_000) await dropFile(key)
}

async function removeFile(key: string): Promise<void> {
  await (await ownFolder(FOLDER))?.remove(key)
}
