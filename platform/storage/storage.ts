/** Files that must not be lost. What {@link Storage.write}, {@link Storage.adopt} and {@link Storage.copy} resolved
 *  survives the next power cut. A file at a key is written whole and never changes in part. */
import type { Readable } from 'node:stream'

export interface Stored {
  readonly bytes: number
  /** Lower-case hex. */
  readonly sha256: string
}

/** First and last byte, both included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** A file held open: it can be read to its end while its file moves to another place. */
export interface StoredFile {
  /** Fills `buffer` from `offset` on with at most `length` bytes found at `position` of the file.
   *  @returns fewer bytes only where the file ends; 0 past its end */
  read(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>
  close(): Promise<void>
}

export interface Storage {
  /** For people: which store this is and where. */
  readonly name: string
  /** Durable when it resolves; replaces what was there in one step.
   *  @param known what the content is: if it turns out to be something else, nothing is stored. @throws OtherContent
   *  @throws StorageFull when there is no room: nothing is kept then, and what was there before still is */
  write(key: string, content: Readable | Uint8Array, known?: Stored): Promise<Stored>
  /** Moves a local file in, durably; the file is gone from its old place.
   *  @param known what it holds, from whoever wrote it: then it need not be read for that. @throws OtherContent */
  adopt(localPath: string, key: string, known?: Stored): Promise<Stored>
  /** Another key with the same content, durably. @throws ENOENT */
  copy(from: string, to: string): Promise<void>
  /** @param range first and last byte, both included. The stream fails with ENOENT when there is no such file */
  read(key: string, range?: ByteRange): Readable
  stat(key: string): Promise<{ bytes: number } | undefined>
  /** Reads the whole file and hashes what is really there. @throws ENOENT */
  checksum(key: string): Promise<Stored>
  /** For positional reads; the caller closes it.
   *  @param wanted what will be read, in order, if that is known: a remote store then asks for it at once. @throws ENOENT */
  open(key: string, wanted?: ByteRange): Promise<StoredFile>
  /** Twice is the same as once. */
  remove(key: string): Promise<void>
  /** The keys in the folder `prefix` and below, sorted. */
  list(prefix: string): Promise<string[]>
  /** Lends a path that a child process may read; a remote store downloads the file first and removes it afterwards. */
  withLocalFile<T>(key: string, work: (path: string) => Promise<T>): Promise<T>
  /** An address from which anyone may read the file for that long, if the store gives such addresses out.
   *  @param options.type the Content-Type that the answer shall have */
  readUrl(key: string, options: { seconds: number; type: string }): Promise<string | undefined>
  /** Bytes left for new files on this machine: where they are stored or, for a remote store, pass through. */
  free(): Promise<number>
  /** Writes, reads and removes a small file. @throws StorageFault saying what is wrong and what to do about it */
  check(): Promise<void>
}

/** The store can't be used as it is set up: the operator's to mend. */
export class StorageFault extends Error {
  override name = 'StorageFault'
}

/** There is no room for the file. `code` is ENOSPC, whichever store says so. */
export class StorageFull extends Error {
  override name = 'StorageFull'
  readonly code = 'ENOSPC'
}

/** No file at that key: what node:fs throws, from any store. */
export class NoSuchFile extends Error {
  override name = 'NoSuchFile'
  readonly code = 'ENOENT'

  constructor(key: string) {
    super(`ENOENT: there is no file ${key}`)
  }
}

/** What arrived is not what was meant to: nothing of it was kept. */
export class OtherContent extends Error {
  override name = 'OtherContent'

  constructor(key: string, expected: Stored, found: Stored) {
    super(
      `${key} should be ${expected.bytes} bytes with SHA-256 ${expected.sha256} and is ${found.bytes} with ${found.sha256}`,
    )
  }
}
