/** The tray: every file that is on its way from this device, whatever page is open. It goes on after a reload, a restart
 *  of the browser and a change of network; two files at a time; one tab at a time works on each. */
import { api } from '#api/api.ts'
import { ApiError } from '#api/api-error.ts'
import { uuid } from '#api/uuid.ts'
import { afterSessionChange, session } from '#shell/session.svelte.ts'
import { dropFile, dropStrays, keptFile } from './engine/keep-file.ts'
import { dropRow, keepRow, keptRow, keptRows, type KeptRow, type Purpose } from './engine/kept-rows.ts'
import { emptyForm, type PostForm } from './post/post-form.ts'
import { post, runItem, type Runner } from './engine/run-item.ts'
import { dropUpload } from './engine/send-file.ts'
import { type ItemActs, rowOf, TrayItem } from './tray-item.svelte.ts'
import { takeTurns } from './engine/turns.ts'

export type { TrayItem } from './tray-item.svelte.ts'

export interface NewFile {
  readonly purpose: Purpose
  readonly name: string
  readonly draftId?: string
  /** What is known of the post already: its credit, its sound, its cover. */
  readonly form?: Partial<Omit<PostForm, 'wanted'>>
}

/** Tells the layout, which knows nothing of the tray until then, to show it; in storage for the next page too. */
const FLAG = 'panggung.tray'
const SENT_AT_ONCE = 2

let items = $state.raw<readonly TrayItem[]>([])
let loaded: Promise<void> | undefined
let loadedFor: string | undefined

export const tray = {
  /** Newest first. */
  get items(): readonly TrayItem[] {
    return items
  },
  /** Takes a file in and begins to send it. The same file while it is still on its way is the same item.
   *  Needs someone who is logged in. */
  add(file: File | Blob, about: NewFile): TrayItem {
    const twin = items.find((one) => isTwin(one, file, about))
    if (twin) return twin
    const id = uuid()
    const row: KeptRow = {
      id,
      ownerId: session.me?.id ?? '',
      name: about.name,
      type: file.type,
      bytes: file.size,
      lastModified: 'lastModified' in file ? file.lastModified : 0,
      purpose: about.purpose,
      draftId: about.draftId,
      uploadId: id,
      sha256: undefined,
      kept: 'none',
      paused: false,
      received: false,
      createdAt: Date.now(),
      form: { ...emptyForm, ...about.form },
    }
    const item = new TrayItem(row, acts)
    item.begun = false
    item.file = file
    item.preview = URL.createObjectURL(file)
    items = [item, ...items]
    keep(item)
    begin(item)
    return item
  },
  find: (trayId: string): TrayItem | undefined => items.find((one) => one.id === trayId),
  /** Takes up what was begun before; call it before {@link find}. Safe to call often. */
  async ready(): Promise<void> {
    await session.ready()
    const me = session.me?.id
    if (loadedFor !== me) {
      loadedFor = me
      loaded = takeUp(me)
    }
    await loaded
  },
  /** An upload from elsewhere as an item: another device began it, or the server made it from a draft. */
  adopt(
    uploadId: string,
    about: { name: string; bytes: number; received?: boolean; sentBytes?: number; form?: NewFile['form'] },
  ): TrayItem {
    const known = items.find((one) => one.uploadId === uploadId)
    if (known) return known
    const row: KeptRow = {
      id: uploadId,
      ownerId: session.me?.id ?? '',
      name: about.name,
      type: '',
      bytes: about.bytes,
      lastModified: 0,
      purpose: 'clip',
      draftId: undefined,
      uploadId,
      sha256: undefined,
      kept: 'none',
      paused: false,
      received: about.received ?? true,
      createdAt: Date.now(),
      form: { ...emptyForm, ...about.form },
    }
    const item = new TrayItem(row, acts)
    item.sentBytes = about.sentBytes ?? about.bytes
    item.phase = item.received ? 'processing' : 'waiting'
    items = [item, ...items]
    keep(item)
    begin(item)
    return item
  },
  /** Posts it as soon as the server has it, from whatever page. */
  publish(item: TrayItem): void {
    item.write({ wanted: true })
    if (item.received) void post(runner, item)
  },
  /** What is over is cleared from the list. */
  clear(): void {
    for (const item of items) if (mayClear(item)) forget(item)
    items = items.filter((one) => !mayClear(one))
    flag()
  },
}

/** Nothing is left to do about it. A clip that arrived still waits for its words, and what stopped can be tried again. */
export const mayClear = (item: TrayItem): boolean =>
  item.video ? isOver(item) : item.phase === 'done' && item.purpose !== 'clip'

const isOver = (item: TrayItem): boolean => item.phase === 'done' || item.phase === 'failed'

function isTwin(item: TrayItem, file: File | Blob, about: NewFile): boolean {
  return (
    !isOver(item) &&
    !item.video &&
    !item.discarded &&
    'lastModified' in file &&
    item.lastModified === file.lastModified &&
    item.bytes === file.size &&
    item.name === about.name &&
    item.purpose === about.purpose &&
    item.draftId === about.draftId
  )
}

function keep(item: TrayItem): void {
  if (items.includes(item)) void keepRow(rowOf(item))
  flag()
}

function forget(item: TrayItem): void {
  void dropRow(item.id)
  void dropFile(item.id)
  flag()
}

/** Whether the next page should look for the tray at once. */
function flag(): void {
  try {
    if (items.some((one) => !isOver(one))) localStorage.setItem(FLAG, '1')
    else localStorage.removeItem(FLAG)
  } catch {
    // A window that may keep nothing.
  }
  dispatchEvent(new Event('panggung:tray'))
}

/** Items that another tab may hold too. */
const fromStore = new WeakSet<TrayItem>()

function dropFromList(item: TrayItem): void {
  items = items.filter((one) => one !== item)
  flag()
}

const runner: Runner = { turns: takeTurns(SENT_AT_ONCE), keep, forget }

function begin(item: TrayItem): void {
  item.stop?.abort()
  const stop = new AbortController()
  item.stop = stop
  item.question = undefined
  item.error = undefined
  if (item.phase === 'paused' || item.phase === 'failed')
    item.phase = item.received ? 'processing' : 'waiting'
  void alone(item.id, stop.signal, async () => {
    // Another tab may have brought it to its end while this one waited.
    if (fromStore.has(item) && !(await keptRow(item.id))) return dropFromList(item)
    await runItem(runner, item, stop.signal)
  }).then(flag, () => {})
}

/** Two tabs never send the same file: the second waits until the first lets go. */
async function alone(id: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  // The type says that it is always there; a page without TLS has none.
  const locks: LockManager | undefined = navigator.locks
  if (!locks) return work()
  await locks.request(`${FLAG}/${id}`, { signal }, work)
}

/** Discarded, until it is too late to take that back. */
const leaving = new Map<TrayItem, ReturnType<typeof setTimeout>>()
const UNDO_MS = 8000

const acts: ItemActs = {
  pause(item) {
    item.stop?.abort()
    item.phase = 'paused'
    item.speed = undefined
    item.secondsLeft = undefined
    keep(item)
  },
  resume(item) {
    begin(item)
    keep(item)
  },
  async remove(item) {
    item.stop?.abort()
    item.settle.removed(new DOMException('removed by its owner', 'AbortError'))
    clearTimeout(leaving.get(item))
    leaving.delete(item)
    items = items.filter((one) => one !== item)
    if (item.preview) URL.revokeObjectURL(item.preview)
    forget(item)
    // The bytes of material may be those of an earlier upload that a draft is made of: the server finds out by itself.
    const isOwn = !item.received || item.purpose === 'clip'
    if (isOwn && !item.video) await dropUpload(item.uploadId ?? item.id)
  },
  discard(item) {
    item.stop?.abort()
    item.discarded = true
    item.speed = undefined
    leaving.set(
      item,
      setTimeout(() => void acts.remove(item), UNDO_MS),
    )
  },
  undoDiscard(item) {
    clearTimeout(leaving.get(item))
    leaving.delete(item)
    item.discarded = false
    wake(item)
  },
  keep,
  postAgain(item) {
    void again(item)
  },
  give(item, file) {
    if (file.size !== item.bytes) return false
    item.file = file
    // Known by its digest, it must be the same to the last bit.
    item.mustBe = item.sha256
    item.sha256 = undefined
    item.kept = 'none'
    if (item.preview) URL.revokeObjectURL(item.preview)
    item.preview = URL.createObjectURL(file)
    begin(item)
    return true
  },
}

async function again(item: TrayItem): Promise<void> {
  const { copyUpload } = await import('./engine/copy-upload.ts')
  item.phase = 'processing'
  item.question = undefined
  // Written down before it is asked for: after a crash the same id finds what was made of it.
  item.uploadId = uuid()
  keep(item)
  const made = await copyUpload(item, item.uploadId)
  if (made) {
    item.uploadId = made
    item.received = true
    item.sentBytes = item.bytes
    void dropFile(item.id)
  } else {
    // The server could not: then its bytes are sent after all.
    item.anyway = true
  }
  keep(item)
  begin(item)
}

/** Everything of this account that was not over when the last page went. */
async function takeUp(me: string | undefined): Promise<void> {
  for (const item of items) if (item.ownerId !== me) item.stop?.abort()
  const kept = await keptRows()
  const here = new Set(items.map((one) => one.id))
  const mine = kept.filter((row) => row.ownerId === me && !here.has(row.id))
  const back = await Promise.all(mine.map(fromRow))
  items = [...items.filter((one) => one.ownerId === me), ...back].toSorted(
    (a, b) => b.createdAt - a.createdAt,
  )
  for (const item of items) {
    if (item.question === 'login') begin(item)
    else if (item.stop === undefined || item.stop.signal.aborted) wake(item)
  }
  flag()
  void lookUpSent(back)
  void dropStrays(async () => new Set((await keptRows()).map((row) => row.id)))
}

/** How far each is, before its turn comes or while another tab sends it. */
async function lookUpSent(some: readonly TrayItem[]): Promise<void> {
  if (!some.some((one) => !one.received)) return
  try {
    const { uploads } = await api('GET /v1/uploads', { query: { state: 'open' } })
    for (const one of some) {
      const known = uploads.find(({ uploadId }) => uploadId === one.uploadId)
      if (known && !one.received && one.sentBytes === 0) one.sentBytes = known.receivedBytes
    }
  } catch (error) {
    // It is told when its turn comes.
    if (!(error instanceof ApiError)) throw error
  }
}

async function fromRow(row: KeptRow): Promise<TrayItem> {
  const item = new TrayItem(row, acts)
  if (!row.paused) item.phase = row.received ? 'processing' : 'waiting'
  fromStore.add(item)
  if (row.received) return item
  item.file = await keptFile(row)
  if (item.file) item.preview = URL.createObjectURL(item.file)
  else item.kept = 'none'
  return item
}

function wake(item: TrayItem): void {
  if (item.phase === 'failed') return
  // Paused by its owner: it stays so.
  if (item.phase === 'paused' && item.question === undefined && item.file) return
  begin(item)
}

afterSessionChange(() => {
  loadedFor = undefined
  if (session.me) void tray.ready()
  else for (const item of items) item.stop?.abort()
})
