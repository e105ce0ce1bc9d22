/** Files that must not be lost. What {@link Storage.write} and {@link Storage.adopt} resolved survives the next power
 *  cut: the bytes are synced, then the name, then the folder that holds the name. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join, normalize, sep } from 'node:path'
import { Readable } from 'node:stream'
import { assert, codeOf } from '../errors.ts'

export interface Stored {
  readonly bytes: number
  /** Lower-case hex. */
  readonly sha256: string
}

export interface Storage {
  /** Durable when it resolves; replaces what was there in one step. */
  write(key: string, content: Readable | Uint8Array): Promise<Stored>
  /** Moves a local file in, durably; the file is gone from its old place. */
  adopt(localPath: string, key: string): Promise<Stored>
  /** @param range first and last byte, both included */
  read(key: string, range?: { start: number; end: number }): Readable
  stat(key: string): Promise<{ bytes: number } | undefined>
  /** For positional reads; the caller closes it. @throws ENOENT */
  open(key: string): Promise<FileHandle>
  /** Twice is the same as once. */
  remove(key: string): Promise<void>
  list(prefix: string): Promise<string[]>
  /** Lends a path that a child process may read; a remote store would download it first. */
  withLocalFile<T>(key: string, work: (path: string) => Promise<T>): Promise<T>
  /** Bytes left for new files. */
  free(): Promise<number>
}

/** @param folder made when missing */
export function diskStorage(folder: string): Storage {
  let scratch = 0
  const pathOf = (key: string): string => {
    const path = normalize(join(folder, key))
    assert(path.startsWith(folder + sep) && !key.includes('\0'), 'a storage key stays inside its folder')
    return path
  }
  const settle = async (from: string, to: string): Promise<void> => {
    await makeFolder(folder, dirname(to))
    await rename(from, to)
    await syncFolder(dirname(to))
  }
  return {
    async write(key, content) {
      const target = pathOf(key)
      await makeFolder(folder, dirname(target))
      const partial = `${target}.partial-${process.pid}-${scratch++}`
      const hash = createHash('sha256')
      let bytes = 0
      const file = await open(partial, 'w')
      try {
        for await (const chunk of content instanceof Readable ? content : [content]) {
          hash.update(chunk)
          bytes += chunk.length
          await file.writeFile(chunk)
        }
        await file.sync()
      } catch (thrown) {
        await file.close()
        await rm(partial, { force: true })
        throw thrown
      }
      await file.close()
      await settle(partial, target)
      return { bytes, sha256: hash.digest('hex') }
    },
    async adopt(localPath, key) {
      const hash = createHash('sha256')
      let bytes = 0
      for await (const chunk of createReadStream(localPath, { highWaterMark: 1 << 20 })) {
        hash.update(chunk)
        bytes += chunk.length
      }
      const file = await open(localPath, 'r')
      try {
        await file.sync()
      } finally {
        await file.close()
      }
      try {
        await settle(localPath, pathOf(key))
      } catch (thrown) {
        if (codeOf(thrown) !== 'EXDEV') throw thrown
        await this.write(key, createReadStream(localPath))
        await rm(localPath, { force: true })
      }
      return { bytes, sha256: hash.digest('hex') }
    },
    read: (key, range) => createReadStream(pathOf(key), range ? { start: range.start, end: range.end } : {}),
    async stat(key) {
      try {
        return { bytes: (await stat(pathOf(key))).size }
      } catch (thrown) {
        if (codeOf(thrown) === 'ENOENT') return undefined
        throw thrown
      }
    },
    open: (key) => open(pathOf(key), 'r'),
    async remove(key) {
      await rm(pathOf(key), { force: true })
    },
    async list(prefix) {
      try {
        const found = await readdir(pathOf(prefix), { recursive: true, withFileTypes: true })
        return found
          .filter((entry) => entry.isFile() && !entry.name.includes('.partial-'))
          .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
          .sort()
      } catch (thrown) {
        if (codeOf(thrown) === 'ENOENT') return []
        throw thrown
      }
    },
    withLocalFile: (key, work) => work(pathOf(key)),
    async free() {
      await mkdir(folder, { recursive: true })
      const { bavail, bsize } = await statfs(folder)
      return bavail * bsize
    },
  }
}

async function makeFolder(root: string, folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true })
  // A new folder's own name lives in its parent: sync each one up to the first that was there before.
  for (
    let at = folder;
    made !== undefined && at.length >= made.length && at.startsWith(root);
    at = dirname(at)
  )
    await syncFolder(dirname(at))
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
