/** One file of the tray, as pages see it: where it is, what it waits for, and what can be done about it. */
import type { ApiError } from '#api/api-error.ts'
import type { OwnVideo, Reply, UploadState } from '#api/routes.ts'
import type { KeptRow, Purpose } from './engine/kept-rows.ts'
import { emptyForm, type PostForm } from './post/post-form.ts'

/** `hashing`: read here, before the first byte · `sending` · `waiting`: goes on by itself, for its turn or for the network
 *  · `paused`: until its owner says so · `processing`: the server has it · `done`: it plays · `failed`: it can't go on */
export type Phase = 'hashing' | 'sending' | 'waiting' | 'paused' | 'processing' | 'done' | 'failed'

/** Why it is paused, where that was not its owner's wish. */
export type Question =
  /** The same bytes were sent before: post them again, or leave it. */
  | 'same'
  /** This device no longer has the file: the same one must be picked again. */
  | 'file'
  /** The session has ended. */
  | 'login'

export type Same = NonNullable<Reply<'GET /v1/uploads/same'>['same']>

/** What the tray does for it. */
export interface ItemActs {
  pause: (item: TrayItem) => void
  resume: (item: TrayItem) => void
  remove: (item: TrayItem) => Promise<void>
  discard: (item: TrayItem) => void
  undoDiscard: (item: TrayItem) => void
  keep: (item: TrayItem) => void
  postAgain: (item: TrayItem) => void
  give: (item: TrayItem, file: File) => boolean
}

export class TrayItem {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly bytes: number
  readonly lastModified: number
  readonly purpose: Purpose
  readonly draftId: string | undefined
  readonly ownerId: string
  readonly createdAt: number

  phase = $state<Phase>('hashing')
  sentBytes = $state(0)
  /** Of the file, read out so far. */
  hashedBytes = $state(0)
  /** Bytes a second. */
  speed = $state<number | undefined>()
  /** Of what it does now: sending, or the server's work. */
  secondsLeft = $state<number | undefined>()
  /** Of the server's work, in the person's language. */
  stageText = $state<string | undefined>()
  /** 0 to 100, of the server's work; undefined where it can't be told. */
  stagePercent = $state<number | undefined>()
  question = $state<Question | undefined>()
  same = $state.raw<Same | undefined>()
  error = $state.raw<ApiError | undefined>()
  /** Address of the file on this device, as long as it is here. */
  preview = $state<string | undefined>()
  /** What the server says of it, once it has it. */
  state = $state.raw<UploadState | undefined>()
  uploadId = $state<string | undefined>()
  received = $state(false)
  /** No copy of it could be kept here: a reload would ask for the file. */
  unkept = $state(false)
  form = $state.raw<PostForm>(emptyForm)
  video = $state.raw<OwnVideo | undefined>()
  postFault = $state.raw<ApiError | undefined>()
  posting = $state(false)
  /** It waits because its last step got no answer. */
  cutOff = $state(false)
  /** Its owner has just discarded it, and may still take that back. */
  discarded = $state(false)

  /** Resolves with the upload's id when the server has every byte, durably. Rejects when it was removed. */
  readonly whenReceived: Promise<string>
  readonly settle: { received: (uploadId: string) => void; removed: (why: Error) => void }

  /** The tray's own notes. */
  file: Blob | undefined
  kept: KeptRow['kept'] = 'none'
  /** The server may know of it. */
  begun = true
  sha256: string | undefined
  /** What a file that was picked again has to hash to. */
  mustBe: string | undefined
  stop: AbortController | undefined
  /** Its owner wants the same bytes once more. */
  anyway = false

  readonly #acts: ItemActs

  constructor(row: KeptRow, acts: ItemActs) {
    this.id = row.id
    this.name = row.name
    this.type = row.type
    this.bytes = row.bytes
    this.lastModified = row.lastModified
    this.purpose = row.purpose
    this.draftId = row.draftId
    this.ownerId = row.ownerId
    this.createdAt = row.createdAt
    this.uploadId = row.uploadId
    this.kept = row.kept
    this.sha256 = row.sha256
    this.received = row.received
    // One that was kept by an earlier version says less.
    this.form = { ...emptyForm, ...row.form }
    if (row.paused) this.phase = 'paused'
    this.#acts = acts
    const settled = Promise.withResolvers<string>()
    this.whenReceived = settled.promise
    this.settle = { received: settled.resolve, removed: settled.reject }
    // Nobody need be waiting for it.
    this.whenReceived.catch(() => {})
  }

  pause(): void {
    this.#acts.pause(this)
  }
  resume(): void {
    this.#acts.resume(this)
  }
  /** Gives it up some seconds from now. A page that is left before that keeps it. */
  discard(): void {
    this.#acts.discard(this)
  }
  undoDiscard(): void {
    this.#acts.undoDiscard(this)
  }
  /** Gives it up at once, here and (unless it was posted) on the server. */
  remove(): Promise<void> {
    return this.#acts.remove(this)
  }
  /** Post the same bytes once more, without sending them. */
  postAgain(): void {
    this.#acts.postAgain(this)
  }
  /** The file, picked again. @returns false when it is another one */
  give(file: File): boolean {
    return this.#acts.give(this, file)
  }
  /** What will be posted with it; kept on this device with the file. */
  write(change: Partial<PostForm>): void {
    this.form = { ...this.form, ...change }
    this.#acts.keep(this)
  }
}

export function rowOf(item: TrayItem): KeptRow {
  const {
    id,
    ownerId,
    name,
    type,
    bytes,
    lastModified,
    purpose,
    draftId,
    sha256,
    kept,
    received,
    createdAt,
  } = item
  return {
    ...{ id, ownerId, name, type, bytes, lastModified, purpose, draftId, sha256, kept, received, createdAt },
    uploadId: item.uploadId ?? item.id,
    paused: item.phase === 'paused' && item.question === undefined,
    form: $state.snapshot(item.form),
  }
}
