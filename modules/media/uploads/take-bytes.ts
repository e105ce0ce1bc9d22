/** Bytes of an upload into its file, one step at a time: gathered to large writes that run while the next bytes are hashed,
 *  synced as they come, and counted only when they are durable. What has been hashed is remembered between steps, so that
 *  nobody has to read the file again when it is whole. */
import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { codeOf } from '../../../platform/errors.ts'
import { syncFolder } from '../../../platform/storage/index.ts'
import type { UploadId } from '../asset.ts'

export interface Step {
  /** Where its first byte belongs. */
  readonly offset: number
  /** Of the whole file. */
  readonly lengthBytes: number
  /** What its bytes must hash to: lower-case hex of SHA-256. */
  readonly checksum: string | undefined
  /** Read to its end, or destroyed when its sender has gone. */
  readonly body: Readable
}

/** Where the file ends now; all of it is durable. */
export type Taken =
  | { readonly kind: 'taken'; readonly offset: number }
  /** The sender left in the middle: what came is kept. */
  | { readonly kind: 'broken off'; readonly offset: number }
  /** The file does not end where the step begins: nothing was written. */
  | { readonly kind: 'elsewhere'; readonly offset: number }
  /** Another step of the same upload is being taken. */
  | { readonly kind: 'busy' }
  /** Nothing of this step was kept: it was longer than the file, or not what its checksum says. */
  | { readonly kind: 'overrun' | 'changed'; readonly offset: number }

export interface Intake {
  /** @throws what the disk throws; what was durable stays, and is where the next step begins */
  take(id: UploadId, step: Step): Promise<Taken>
  /** How much of the file is there and durable. Ends a step whose sender has fallen silent. */
  durable(id: UploadId): Promise<number>
  isBusy(id: UploadId): boolean
  /** The hash of all bytes, if this process has seen them all. */
  hashOf(id: UploadId, bytes: number): string | undefined
  /** Ends what is being taken. */
  forget(id: UploadId): Promise<void>
}

export interface IntakeOptions {
  readonly pathOf: (id: UploadId) => string
  /** Every few seconds while bytes come. */
  readonly onProgress: (id: UploadId) => Promise<void>
  readonly nowMs?: () => number
}

const batchMax = 1 << 20
const batchMin = 1 << 18
/** All steps together gather no more than this; as much again is being written. */
const gatherMax = 32 << 20
const syncEvery = 32 << 20
const tickMs = 250
/** Bytes of a slow line are written after that long, however few they are. */
const writeAfterMs = 500
const progressEveryMs = 5000
/** Whoever has said nothing for that long makes way for the next step; and after this has left. */
const silentMs = 3000
const goneMs = 60_000
const rememberMax = 4096

interface Running {
  readonly bytes: number
  readonly hash: Hash
}

interface Active {
  readonly ended: Promise<unknown>
  readonly durable: () => number
  readonly isSilent: () => boolean
  readonly cut: () => void
}

export function createIntake({ pathOf, onProgress, nowMs = () => performance.now() }: IntakeOptions): Intake {
  const active = new Map<UploadId, Active>()
  /** Of files that are durable up to there. */
  const running = new Map<UploadId, Running>()

  const remember = (id: UploadId, one: Running): void => {
    running.delete(id)
    running.set(id, one)
    const [oldest] = running.keys()
    if (running.size > rememberMax && oldest !== undefined) running.delete(oldest)
  }
  /** Bytes that one step gathers, the more of them the fewer. */
  const batch = (): number => Math.max(batchMin, Math.min(batchMax, gatherMax / active.size))

  const take = async (id: UploadId, step: Step): Promise<Taken> => {
    for (let other = active.get(id); other; other = active.get(id)) {
      if (!other.isSilent()) return { kind: 'busy' }
      other.cut()
      await other.ended
    }
    const sink = createSink(step, { batch, nowMs, onProgress: () => onProgress(id) })
    const work = async (): Promise<Taken> => {
      const before = running.get(id)
      running.delete(id)
      const file = await openAt(pathOf(id), step.offset)
      if (!file) return { kind: 'elsewhere', offset: 0 }
      try {
        const { size } = await file.stat()
        if (size !== step.offset) return { kind: 'elsewhere', offset: size }
        const hash = before?.bytes === size ? before.hash : await hashFrom(pathOf(id), size)
        const { taken, hash: after } = await sink.receive(file, hash)
        if (step.offset === 0) await syncFolder(dirname(pathOf(id)))
        remember(id, { bytes: taken.offset, hash: after })
        return taken
      } finally {
        await file.close()
      }
    }
    const ended = work().finally(() => active.delete(id))
    active.set(id, { ...sink, ended: ended.catch(() => {}) })
    return ended
  }

  return {
    take,
    async durable(id) {
      const one = active.get(id)
      if (one && !one.isSilent()) return one.durable()
      one?.cut()
      await one?.ended
      const file = await openAt(pathOf(id), undefined)
      if (!file) return 0
      try {
        const { size } = await file.stat()
        // A process that died may have left bytes that only the kernel has.
        if (running.get(id)?.bytes !== size) await file.datasync()
        return size
      } finally {
        await file.close()
      }
    },
    isBusy: (id) => active.has(id),
    hashOf(id, bytes) {
      const one = running.get(id)
      return one?.bytes === bytes ? one.hash.copy().digest('hex') : undefined
    },
    async forget(id) {
      const one = active.get(id)
      one?.cut()
      await one?.ended
      running.delete(id)
    },
  }
}

interface Sink extends Omit<Active, 'ended'> {
  receive(file: FileHandle, hash: Hash): Promise<{ taken: Taken & { offset: number }; hash: Hash }>
}

function createSink(
  { offset, lengthBytes, checksum, body }: Step,
  { batch, nowMs, onProgress }: { batch(): number; nowMs(): number; onProgress(): Promise<void> },
): Sink {
  let durable = offset
  /** Written, or on its way. */
  let position = offset
  let held: Buffer[] = []
  let heldBytes = 0
  let writing: Promise<void> = Promise.resolve()
  let syncing: Promise<void> = Promise.resolve()
  let syncedTo = offset
  let writtenAt = nowMs()
  /** Since when the sender is waited for; undefined while it waits for the disk, or has sent everything. */
  let waitingSince: number | undefined

  const waited = (ms: number): boolean => waitingSince !== undefined && nowMs() - waitingSince > ms
  const cut = (): void => void body.destroy()

  const receive: Sink['receive'] = async (file, hash) => {
    const before = hash.copy()
    const stepHash = checksum === undefined ? undefined : createHash('sha256')

    /** Begins to write what is held; one write at a time. */
    const write = (): void => {
      const [pieces, at] = [held, position]
      position += heldBytes
      const to = position
      held = []
      heldBytes = 0
      writtenAt = nowMs()
      writing = writing.then(() => writeAll(file, pieces, at))
      writing.catch(() => {})
      if (to - syncedTo < syncEvery) return
      syncedTo = to
      syncing = Promise.all([syncing, writing]).then(async () => {
        await file.datasync()
        durable = to
      })
      syncing.catch(() => {})
    }
    /** Never the last bytes of a file before its step has ended well: whole it is believed to be good. */
    const mayWrite = (): boolean => heldBytes > 0 && position + heldBytes < lengthBytes
    const add = async (piece: Buffer): Promise<void> => {
      held.push(piece)
      heldBytes += piece.length
      if (heldBytes < batch() || !mayWrite()) {
        update(hash, stepHash, piece)
        return
      }
      await writing
      write()
      // While the disk is busy.
      update(hash, stepHash, piece)
    }
    const settle = async (): Promise<void> => {
      if (heldBytes > 0) write()
      await writing
      await syncing
      await file.datasync()
      durable = position
    }
    const dropStep = async (kind: 'overrun' | 'changed'): ReturnType<Sink['receive']> => {
      await Promise.allSettled([writing, syncing])
      await file.truncate(offset)
      await file.datasync()
      return { taken: { kind, offset }, hash: before }
    }

    let lastProgress = nowMs()
    const ticking = setInterval(() => {
      if (waited(0) && mayWrite() && nowMs() - writtenAt > writeAfterMs) write()
      if (waited(goneMs)) cut()
      if (nowMs() - lastProgress < progressEveryMs) return
      lastProgress = nowMs()
      onProgress().catch(() => {})
    }, tickMs)
    try {
      let isWhole = true
      waitingSince = nowMs()
      try {
        // Left alone when the loop ends early: its sender still wants an answer.
        for await (const piece of body.iterator({ destroyOnReturn: false })) {
          waitingSince = undefined
          if (position + heldBytes + piece.length > lengthBytes) return await dropStep('overrun')
          await add(piece)
          waitingSince = nowMs()
        }
      } catch (thrown) {
        if (!isBrokenOff(thrown)) throw thrown
        isWhole = false
      }
      waitingSince = undefined
      // A step that broke off can't be told from a good one by its checksum: the digest of the whole judges it.
      if (isWhole && stepHash && stepHash.digest('hex') !== checksum) return await dropStep('changed')
      await settle()
      return { taken: { kind: isWhole ? 'taken' : 'broken off', offset: position }, hash }
    } catch (thrown) {
      await salvage(file, [writing, syncing], durable)
      throw thrown
    } finally {
      clearInterval(ticking)
      waitingSince = undefined
    }
  }
  return { receive, cut, durable: () => durable, isSilent: () => waited(silentMs) }
}

const update = (hash: Hash, stepHash: Hash | undefined, piece: Buffer): void => {
  hash.update(piece)
  stepHash?.update(piece)
}

/** What the disk took before it failed is good; what it may have taken and could not sync is not. */
async function salvage(file: FileHandle, under: Promise<void>[], durable: number): Promise<void> {
  const [, synced] = await Promise.allSettled(under)
  try {
    if (synced?.status === 'rejected') throw synced.reason
    await file.datasync()
  } catch {
    await file.truncate(durable).catch(() => {})
  }
}

/** The sender's end of the line, not our disk's. */
const isBrokenOff = (thrown: unknown): boolean =>
  ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'EPIPE', 'ABORT_ERR'].includes(codeOf(thrown) ?? '')

async function writeAll(file: FileHandle, pieces: Buffer[], position: number): Promise<void> {
  let at = position
  while (pieces.length > 0) {
    const { bytesWritten } = await file.writev(pieces, at)
    at += bytesWritten
    let left = bytesWritten
    let first = pieces[0]
    while (first && left >= first.length) {
      left -= first.length
      pieces.shift()
      first = pieces[0]
    }
    if (first) pieces[0] = first.subarray(left)
  }
}

/** @param offset undefined: only to look */
async function openAt(path: string, offset: number | undefined): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r+')
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT') throw thrown
    // A crash may have come between the row and its empty file.
    return offset === 0 ? open(path, 'wx+') : undefined
  }
}

async function hashFrom(path: string, bytes: number): Promise<Hash> {
  const hash = createHash('sha256')
  if (bytes === 0) return hash
  for await (const piece of createReadStream(path, { end: bytes - 1, highWaterMark: 1 << 20 }))
    hash.update(piece)
  return hash
}
