/** Files in the browser's own file system, in folders of ours: for the tray and for the editor. */

/** Undefined where a browser offers none, or lets nothing be kept. */
export interface OwnFolder {
  /** False where a page can not write such files. Rejects when there is no room, or with the signal's reason. */
  write: (name: string, file: Blob, signal?: AbortSignal) => Promise<boolean>
  read: (name: string) => Promise<File | undefined>
  remove: (name: string) => Promise<void>
  names: () => Promise<string[]>
}

export async function ownFolder(called: string): Promise<OwnFolder | undefined> {
  let folder: FileSystemDirectoryHandle
  try {
    folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(called, { create: true })
  } catch {
    return undefined
  }
  const remove = (name: string): Promise<void> => folder.removeEntry(name).catch(() => undefined)
  return {
    async write(name, file, signal) {
      const handle = await folder.getFileHandle(name, { create: true })
      if (!('createWritable' in handle)) {
        await remove(name)
        return false
      }
      try {
        // Closed, it takes the place of what was there in one step.
        await file.stream().pipeTo(await handle.createWritable(), signal ? { signal } : {})
        return true
      } catch (error) {
        await remove(name)
        throw error
      }
    },
    async read(name) {
      try {
        return await (await folder.getFileHandle(name)).getFile()
      } catch {
        return undefined
      }
    },
    remove,
    async names() {
      if (!('keys' in folder)) return []
      const names: string[] = []
      for await (const name of folder.keys()) names.push(name)
      return names
    },
  }
}

/** @param bytes to be kept, and what is to stay free besides. True where it can not be told. */
export async function hasRoom(bytes: number): Promise<boolean> {
  try {
    const { quota, usage } = await navigator.storage.estimate()
    return quota === undefined || usage === undefined || quota - usage > bytes
  } catch {
    return true
  }
}
