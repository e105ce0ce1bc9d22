/** Files on a disk of this machine, or on a folder that several machines share. Durable means: the bytes are synced,
 *  then the name, then the folder that holds the name. */
import { createHash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { copyFile, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join, normalize, resolve, sep } from 'node:path'
import { Readable } from 'node:stream'
import { assert, asError, codeOf } from '../errors.ts'
import { checkStorage } from './check.ts'
import { OtherContent, type Storage, StorageFault, StorageFull, type Stored } from './storage.ts'

/** @param place a folder, made when missing */
export function diskStorage(place: string): Storage {
  const folder = resolve(place)
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
  /** Makes the file beside its place and moves it there when it is whole and synced. */
  const make = async <T>(key: string, fill: (partial: string) => Promise<T>): Promise<T> => {
    const target = pathOf(key)
    const partial = `${target}.partial-${process.pid}-${scratch++}`
    try {
      await makeFolder(folder, dirname(target))
      const made = await fill(partial)
      await settle(partial, target)
      return made
    } catch (thrown) {
      await rm(partial, { force: true })
      throw asFull(thrown, folder)
    }
  }
  const storage: Storage = {
    name: `disk ${folder}`,
    write: (key, content, known) =>
      make(key, async (partial) => {
        const stored = await writeSynced(partial, content)
        if (known && (known.bytes !== stored.bytes || known.sha256 !== stored.sha256))
          throw new OtherContent(key, known, stored)
        return stored
      }),
    async adopt(localPath, key, known) {
      const stored = known ?? (await hashFile(localPath))
      const { size } = await stat(localPath)
      if (size !== stored.bytes) throw new OtherContent(key, stored, { ...stored, bytes: size })
      await syncFile(localPath)
      try {
        await settle(localPath, pathOf(key))
      } catch (thrown) {
        if (codeOf(thrown) !== 'EXDEV') throw asFull(thrown, folder)
        await storage.write(key, createReadStream(localPath), stored)
        await rm(localPath, { force: true })
      }
      return stored
    },
    async copy(from, to) {
      await make(to, async (partial) => {
        // Shares the blocks where the file system can; the two files are independent all the same.
        await copyFile(pathOf(from), partial, constants.COPYFILE_FICLONE)
        await syncFile(partial)
      })
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
    checksum: (key) => hashFile(pathOf(key)),
    open: (key) => open(pathOf(key), 'r'),
    async remove(key) {
      await rm(pathOf(key), { force: true })
    },
    async list(prefix) {
      try {
        const found = await readdir(prefix === '' ? folder : pathOf(prefix), {
          recursive: true,
          withFileTypes: true,
        })
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
    readUrl: async () => undefined,
    async free() {
      await mkdir(folder, { recursive: true })
      return freeBytes(folder)
    },
    async check() {
      try {
        await checkStorage(storage)
      } catch (thrown) {
        if (thrown instanceof StorageFault) throw thrown
        throw new StorageFault(
          `The folder ${folder} can't be used for media (${asError(thrown).message}). Give this user the right to write there, or make room.`,
        )
      }
    },
  }
  return storage
}

export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

async function writeSynced(path: string, content: Readable | Uint8Array): Promise<Stored> {
  const hash = createHash('sha256')
  let bytes = 0
  const file = await open(path, 'w')
  try {
    for await (const chunk of content instanceof Readable ? content : [content]) {
      hash.update(chunk)
      bytes += chunk.length
      await file.writeFile(chunk)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return { bytes, sha256: hash.digest('hex') }
}

export async function hashFile(path: string): Promise<Stored> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { bytes, sha256: hash.digest('hex') }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

function asFull(thrown: unknown, folder: string): unknown {
  const code = codeOf(thrown)
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return thrown
  return new StorageFull(`There is no room left in ${folder}.`, { cause: thrown })
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

/** A file's name is durable when the folder that holds it is. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
