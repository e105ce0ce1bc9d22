/** The smallest proof that a store can be used: something is written, read back and removed. */
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { type Storage, StorageFault } from './storage.ts'

/** @throws StorageFault when what comes back is not what was written; whatever the store throws otherwise */
export async function checkStorage(storage: Storage): Promise<void> {
  const key = `check/${hostname()}-${process.pid}-${randomBytes(4).toString('hex')}`
  const content = randomBytes(1024)
  await storage.write(key, content)
  try {
    const pieces: Buffer[] = []
    for await (const piece of storage.read(key)) pieces.push(piece)
    if (!Buffer.concat(pieces).equals(content))
      throw new StorageFault(
        `${storage.name} gives back other bytes than were written to it. Nothing may be stored there: look at the disk, or at what stands between here and the store.`,
      )
  } finally {
    await storage.remove(key)
  }
}
