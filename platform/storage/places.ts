/** Several stores as one, while files move between them or because some have always been elsewhere. New files go to one;
 *  a file is read wherever it is found, and a reader goes on elsewhere when its file has moved away under it. */
import { Readable } from 'node:stream'
import { assert, codeOf } from '../errors.ts'
import { type ByteRange, NoSuchFile, type Storage, type StoredFile } from './storage.ts'

export interface Places extends Storage {
  /** The name of the one that new files go to. */
  readonly writesTo: string
  /** Each store by its name. */
  readonly stores: ReadonlyMap<string, Storage>
}

const rememberMax = 50_000
/** More jumps than that within one file mean that nobody has it. */
const jumpsMax = 4

/** @param stores by name; the order is that of looking, after the one that is written to */
export function places(writesTo: string, stores: ReadonlyMap<string, Storage>): Places {
  const main = stores.get(writesTo)
  assert(main, `there is a place named ${writesTo}`)
  const all = [main, ...[...stores.values()].filter((one) => one !== main)]
  // One place needs no looking, and a range served from it costs nothing more.
  if (all.length === 1) return { ...main, writesTo, stores }
  const known = new Map<string, Storage>()

  const remember = (key: string, place: Storage): void => {
    known.delete(key)
    known.set(key, place)
    for (const oldest of known.keys()) {
      if (known.size <= rememberMax) break
      known.delete(oldest)
    }
  }
  const inOrder = (key: string): Storage[] => {
    const first = known.get(key)
    return first ? [first, ...all.filter((one) => one !== first)] : all
  }
  /** Asks one place after the other, until one has it. @throws NoSuchFile when none has */
  const ask = async <T>(key: string, work: (place: Storage) => Promise<T>): Promise<T> => {
    for (const place of inOrder(key)) {
      try {
        const found = await work(place)
        remember(key, place)
        return found
      } catch (thrown) {
        if (codeOf(thrown) !== 'ENOENT') throw thrown
      }
    }
    known.delete(key)
    throw new NoSuchFile(key)
  }
  const find = (key: string): Promise<{ place: Storage; bytes: number }> =>
    ask(key, async (place) => {
      const found = await place.stat(key)
      if (!found) throw new NoSuchFile(key)
      return { place, bytes: found.bytes }
    })

  async function* readAnywhere(key: string, range: ByteRange | undefined): AsyncGenerator<Buffer> {
    let at = range?.start ?? 0
    for (let jumps = 0; ; jumps++) {
      const { place, bytes } = await find(key)
      const last = Math.min(range?.end ?? bytes - 1, bytes - 1)
      if (at > last) return
      try {
        for await (const piece of place.read(key, { start: at, end: last })) {
          at += piece.length
          yield piece
        }
        return
      } catch (thrown) {
        known.delete(key)
        if (codeOf(thrown) !== 'ENOENT' || jumps >= jumpsMax) throw thrown
      }
    }
  }

  return {
    writesTo,
    stores,
    name: all.map((one) => one.name).join(', then '),
    async write(key, content, given) {
      const stored = await main.write(key, content, given)
      remember(key, main)
      return stored
    },
    async adopt(localPath, key, given) {
      const stored = await main.adopt(localPath, key, given)
      remember(key, main)
      return stored
    },
    async copy(from, to) {
      const { place } = await find(from)
      if (place === main) await main.copy(from, to)
      else await main.write(to, place.read(from))
      remember(to, main)
    },
    read: (key, range) => Readable.from(readAnywhere(key, range), { objectMode: false }),
    async stat(key) {
      for (const place of inOrder(key)) {
        const found = await place.stat(key)
        if (!found) continue
        remember(key, place)
        return found
      }
      return undefined
    },
    checksum: (key) => ask(key, (place) => place.checksum(key)),
    open: (key, wanted) => openAnywhere(ask, key, wanted),
    async remove(key) {
      await Promise.all(all.map((place) => place.remove(key)))
      known.delete(key)
    },
    async list(prefix) {
      const lists = await Promise.all(all.map((place) => place.list(prefix)))
      return [...new Set(lists.flat())].sort()
    },
    async withLocalFile(key, work) {
      const { place } = await find(key)
      return place.withLocalFile(key, work)
    },
    async readUrl(key, options) {
      return (await find(key)).place.readUrl(key, options)
    },
    free: () => main.free(),
    async check() {
      for (const place of all) await place.check()
    },
  }
}

type Ask = <T>(key: string, work: (place: Storage) => Promise<T>) => Promise<T>

async function openAnywhere(ask: Ask, key: string, wanted: ByteRange | undefined): Promise<StoredFile> {
  let file = await ask(key, (place) => place.open(key, wanted))
  return {
    async read(buffer, offset, length, position) {
      for (let jumps = 0; ; jumps++) {
        try {
          return await file.read(buffer, offset, length, position)
        } catch (thrown) {
          if (codeOf(thrown) !== 'ENOENT' || jumps >= jumpsMax) throw thrown
          await file.close()
          const end = wanted?.end
          const rest = end !== undefined && position <= end ? { start: position, end } : undefined
          file = await ask(key, (place) => place.open(key, rest))
        }
      }
    },
    close: () => file.close(),
  }
}
