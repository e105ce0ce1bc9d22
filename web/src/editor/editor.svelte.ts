/** The editor: one project, its history, its picture and sound, and where it is kept. Loaded lazily. */
import { api } from '#api/api.ts'
import type { Limits } from '#api/routes.ts'
import { loadWords } from '#i18n/words.svelte.ts'
import { uuid } from '#player/uuid.ts'
import { session } from '#shell/session.svelte.ts'
import { BringIn } from './bring-in.ts'
import type {
  Added,
  Capability,
  Editor,
  EditorOptions,
  Export,
  ExportOptions,
  Selection,
  ServerRender,
  Thumbnail,
  Told,
} from './face.ts'
import { EditorFault } from './face.ts'
import { Finish } from './finish.ts'
import type { KeptDraft } from './keep/database.ts'
import { keepDraft, keptDraft, sweep } from './keep/drafts.ts'
import { LocalDraft } from './kept-draft.svelte.ts'
import { PartStore } from './part-store.svelte.ts'
import type { Change } from './project/changes.ts'
import { faultsOf, trimmed, usedParts } from './project/check-project.ts'
import { amended, done, type History, historyOf, redone, settled, undone } from './project/history.ts'
import { type Credit, newProject, type Part, type Project } from './project/project.ts'
import { durationMs } from './project/timeline.ts'
import { copyTitle, readTheirs, ServerDraft, type Theirs } from './server-draft.svelte.ts'
import { Stage } from './stage.svelte.ts'
import { tell } from './told.ts'

export type * from './face.ts'
export { EditorFault } from './face.ts'

const KEPT_STEPS = 30
/** Who is here is asked of the stage; without an answer one goes on. */
const ASK_ME_MS = 1500

export function createEditor(options: EditorOptions = {}): Editor {
  return new Engine(options)
}

class Engine implements Editor {
  readonly draftId: string
  #history = $state.raw<History>(historyOf(newProject()))
  #title = $state('')
  #selected = $state.raw<Selection | undefined>()
  state = $state<Editor['state']>('opening')
  fault = $state.raw<Told | undefined>()
  readonly #parts: PartStore
  readonly #stage: Stage
  readonly #local: LocalDraft
  readonly #server: ServerDraft
  readonly #bringIn: BringIn
  readonly #finish: Finish
  /** Whose draft it is, once somebody is logged in. */
  #ownerId = ''
  #limits: Promise<Limits | undefined> | undefined
  #isClosed = false
  readonly durationMs = $derived(durationMs(this.#history.now))

  constructor(options: EditorOptions) {
    this.draftId = options.draftId ?? uuid()
    this.#parts = new PartStore(() => this.project)
    this.#stage = new Stage(this.#parts.shelf, this.project)
    this.#local = new LocalDraft({
      draftId: this.draftId,
      row: () => this.#row(),
      onchanged: (draft) => this.#show(draft),
    })
    this.#server = new ServerDraft({
      draftId: this.draftId,
      now: () => ({ title: this.#title, project: this.#finish.toSend ?? trimmed(this.project) }),
      onsent: () => this.#local.changed(),
    })
    const host = this.#host()
    this.#bringIn = new BringIn(host, this.#parts)
    this.#finish = new Finish(host, this.#parts, this.#server)
    void this.#open(options)
  }

  /** What the parts of the editor may ask of it. */
  #host() {
    const now = (): Engine => this
    return {
      draftId: this.draftId,
      get project() {
        return now().project
      },
      get atMs() {
        return now().atMs
      },
      apply: (change: Change, label: string) => this.apply(change, label),
      amend: (partId: string, known: Partial<Omit<Part, 'id'>>) => this.#amend(partId, known),
      limits: () => this.#askLimits(),
    }
  }
  #askLimits(): Promise<Limits | undefined> {
    this.#limits ??= api('GET /v1/limits').catch(() => {
      this.#limits = undefined
      return undefined
    })
    return this.#limits
  }

  async #open(options: EditorOptions): Promise<void> {
    try {
      await loadWords('engine')
      if (options.project || options.draftId === undefined) this.#begin(options)
      else await this.#find(options.draftId)
      void sweep(Date.now())
    } catch {
      if (this.#isClosed) return
      this.fault = tell('draft-failed')
      this.state = 'failed'
    }
  }

  #begin(options: EditorOptions): void {
    this.#title = options.title ?? ''
    this.#replace(historyOf(options.project ?? newProject()))
    this.state = 'open'
    if (options.project) this.#noteChange()
  }

  async #find(draftId: string): Promise<void> {
    const here = await keptDraft(draftId).catch(() => undefined)
    // What is here is opened at once; what the stage has is held against it when it answers.
    if (here && (await isOfMe(here.ownerId))) {
      this.#show(here)
      this.state = 'open'
      void this.#compare(here).catch(() => undefined)
      return
    }
    const theirs = await readTheirs(draftId)
    if (this.#isClosed) return
    if (!theirs) {
      this.state = 'missing'
      return
    }
    this.#take(theirs)
    this.state = 'open'
  }

  async #compare(here: KeptDraft): Promise<void> {
    const theirs = await readTheirs(here.id)
    if (!theirs || this.#isClosed) return
    this.#parts.learn(theirs.parts)
    if (theirs.revision === this.#server.revision) return
    if (here.isDirty || this.project !== here.project) this.#server.conflict()
    else this.#take(theirs)
  }

  #show(draft: KeptDraft): void {
    this.#ownerId = draft.ownerId
    this.#title = draft.title
    this.#replace({ now: draft.project, past: draft.past, future: draft.future })
    this.#server.begin(draft.revision, draft.isDirty)
  }

  #take(theirs: Theirs): void {
    const project = trimmed(theirs.project)
    if (faultsOf(project).length > 0) throw new EditorFault('draft-failed')
    this.#parts.learn(theirs.parts)
    this.#title = theirs.title
    this.#replace(historyOf(project))
    this.#server.begin(theirs.revision, false)
    this.#local.changed()
  }

  #row(): KeptDraft {
    return {
      id: this.draftId,
      ownerId: this.#ownerId || (session.me?.id ?? ''),
      title: this.#title,
      project: this.project,
      past: this.#history.past.slice(-KEPT_STEPS),
      future: this.#history.future.slice(-KEPT_STEPS),
      revision: this.#server.revision,
      isDirty: this.#server.state !== 'synced',
      changedAt: Date.now(),
    }
  }

  #replace(history: History): void {
    this.#history = history
    this.#stage.show(history.now)
    const chosen = this.#selected
    if (chosen && !isThere(history.now, chosen)) this.#selected = undefined
  }
  #noteChange(): void {
    this.#server.changed()
    this.#local.changed()
  }

  get title(): string {
    return this.#title
  }
  rename(title: string): void {
    const next = title.slice(0, 120)
    if (next === this.#title || !this.writable) return
    this.#title = next
    this.#noteChange()
  }
  get project(): Project {
    return this.#history.now
  }
  get selected(): Selection | undefined {
    return this.#selected
  }
  select(what: Selection | undefined): void {
    this.#selected = what && isThere(this.project, what) ? what : undefined
  }

  apply(change: Change, label: string, options: { drag?: string } = {}): boolean {
    if (!this.writable || this.state !== 'open') return false
    const next = done(this.#history, change, label, options.drag)
    if (next === this.#history) return false
    this.#replace(next)
    this.#noteChange()
    return true
  }
  settle(): void {
    this.#history = settled(this.#history)
  }
  get canUndo(): boolean {
    return this.#history.past.length > 0
  }
  get canRedo(): boolean {
    return this.#history.future.length > 0
  }
  get undoLabel(): string | undefined {
    return this.#history.past.at(-1)?.label
  }
  get redoLabel(): string | undefined {
    return this.#history.future.at(-1)?.label
  }
  undo(): void {
    if (!this.canUndo || !this.writable) return
    this.#replace(undone(this.#history))
    this.#noteChange()
  }
  redo(): void {
    if (!this.canRedo || !this.writable) return
    this.#replace(redone(this.#history))
    this.#noteChange()
  }

  attach(canvas: HTMLCanvasElement): void {
    this.#stage.attach(canvas)
  }
  detach(): void {
    this.#stage.detach()
  }
  get atMs(): number {
    return this.#stage.atMs
  }
  get playing(): boolean {
    return this.#stage.playing
  }
  get waiting(): boolean {
    return this.#stage.waiting
  }
  play(): void {
    this.#stage.play()
  }
  pause(): void {
    this.#stage.pause()
  }
  seek(ms: number): void {
    this.#stage.seek(ms)
  }

  addFiles(files: readonly File[], options?: { at?: number; asParts?: boolean }): Promise<Added[]> {
    return this.#bringIn.files(files, options)
  }
  addClip(videoId: string, kind: Credit['kind'], stretch?: { fromMs: number; toMs: number }): Promise<Added> {
    return this.#bringIn.clip(videoId, kind, stretch)
  }
  addSound(sound: { soundId: string; title: string; url: string; fromMs?: number }): Promise<Added> {
    return this.#bringIn.sound(sound)
  }
  addVoice(recording: Blob, startMs: number): Promise<Added> {
    return this.#bringIn.voice(recording, startMs)
  }
  #amend(partId: string, known: Partial<Omit<Part, 'id'>>): void {
    this.#history = amended(this.#history, partId, known)
    this.#stage.show(this.project)
    this.#noteChange()
  }

  place(partId: string): ReturnType<PartStore['place']> {
    return this.#parts.place(partId)
  }
  readonly missing = $derived.by(() => this.#parts.missingOf(this.project, usedParts(this.project)))
  async provide(partId: string, file: File): Promise<boolean> {
    const part = this.project.parts.find(({ id }) => id === partId)
    if (!part || file.size !== part.bytes) return false
    if (part.sha256 !== null) {
      const { hashFile } = await import('#upload/hash-file.ts')
      const sha256 = await hashFile(file, new AbortController().signal).catch(() => part.sha256)
      if (sha256 !== part.sha256) return false
    }
    await this.#parts.reread(partId)
    void this.#parts.take(partId, file, part.name)
    this.#stage.show(this.project)
    return true
  }

  async *thumbnails(
    partId: string,
    everyMs: number,
    height: number,
    signal?: AbortSignal,
  ): AsyncGenerator<Thumbnail> {
    const part = await this.#parts.shelf.get(partId)
    if (!part) return
    const { thumbnailsOf } = await import('./media/thumbnails.ts')
    yield* thumbnailsOf(part, everyMs, height, signal)
  }
  waveform(partId: string): Promise<Float32Array> {
    return this.#stage.waveform(partId)
  }
  still(ms: number, width: number): Promise<ImageBitmap> {
    return this.#stage.still(this.project, ms, width)
  }

  get keeping(): Editor['keeping'] {
    return this.#parts.unkept ? 'failed' : this.#local.state
  }
  get keepingFault(): Told | undefined {
    return this.#local.fault ?? (this.#parts.unkept ? tell(this.#parts.unkept.code) : undefined)
  }
  get writable(): boolean {
    return this.#local.writable
  }
  takeOver(): void {
    this.#local.takeOver()
  }
  get synced(): Editor['synced'] {
    return this.#server.state
  }
  get syncFault(): Told | undefined {
    return this.#server.fault
  }

  async sync(options: { parts?: boolean } = {}): Promise<void> {
    if (options.parts && session.me)
      await this.#finish.sendParts(new AbortController().signal, () => undefined)
    await this.#server.send().catch(() => undefined)
  }
  async keepMine(): Promise<void> {
    const theirs = await readTheirs(this.draftId)
    if (theirs) await keepCopy(trimmed(theirs.project), copyTitle(theirs.title, 'theirs'))
    await this.#server.sendOver(theirs?.revision ?? 0)
  }
  async takeTheirs(): Promise<void> {
    const theirs = await readTheirs(this.draftId)
    if (!theirs) return
    await keepCopy(this.project, copyTitle(this.#title, 'mine'))
    this.#take(theirs)
  }

  capability(): Promise<Capability> {
    return this.#finish.capability(this.project)
  }
  export(options: ExportOptions = {}): Export {
    this.pause()
    return this.#finish.here(trimmed(this.project), options)
  }
  renderOnServer(): ServerRender {
    this.pause()
    return this.#finish.there()
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    const isUnsent = this.#server.state === 'local' && this.project.shots.length > 0
    await Promise.all([this.#local.close(), this.#stage.close()])
    if (isUnsent && session.me) void this.#server.send().catch(() => undefined)
    this.#server.close()
    this.#parts.close()
  }
}

const isThere = (project: Project, { kind, id }: Selection): boolean =>
  (kind === 'shot' ? project.shots : kind === 'layer' ? project.layers : project.tracks).some(
    (one) => one.id === id,
  )

/** Another account's draft on the same device is nobody else's. */
async function isOfMe(ownerId: string): Promise<boolean> {
  if (ownerId === '') return true
  if (session.me === undefined)
    await Promise.race([session.ready(), new Promise((resolve) => setTimeout(resolve, ASK_ME_MS))])
  return session.me === undefined || session.me?.id === ownerId
}

/** Of the two that were changed in two places, the one that is not gone on with. */
async function keepCopy(project: Project, title: string): Promise<void> {
  const id = uuid()
  const row = { project, past: [], future: [], revision: 0, isDirty: true, changedAt: Date.now() }
  await keepDraft({ id, ownerId: session.me?.id ?? '', title: title.slice(0, 120), ...row })
}
