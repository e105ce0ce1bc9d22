/** The editor: one project, its history, its picture and sound, and where it is kept. Loaded lazily. Each part has a file
 *  of its own; here they are put together behind one face. */
import { api } from '#api/api.ts'
import type { Limits } from '#api/routes.ts'
import { loadWords } from '#i18n/words.svelte.ts'
import { uuid } from '#api/uuid.ts'
import { session } from '#shell/session.svelte.ts'
import { BringIn } from './bring-in.ts'
import { Draft } from './draft.svelte.ts'
import { Edited } from './edited.svelte.ts'
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
import { Finish } from './finish.ts'
import { sweep } from './keep/drafts.ts'
import { PartStore } from './part-store.svelte.ts'
import type { Change } from './project/changes.ts'
import { trimmed, usedParts } from './project/check-project.ts'
import type { Credit, Part, Project } from './project/project.ts'
import { Stage } from './stage.svelte.ts'
import { tell } from './told.ts'

export type * from './face.ts'
export { EditorFault } from './face.ts'

export function createEditor(options: EditorOptions = {}): Editor {
  return new Engine(options)
}

class Engine implements Editor {
  readonly draftId: string
  readonly #edited: Edited
  readonly #parts: PartStore
  readonly #stage: Stage
  readonly #draft: Draft
  readonly #bringIn: BringIn
  readonly #finish: Finish
  #limits: Promise<Limits | undefined> | undefined
  readonly #beforeClose: (() => Promise<unknown>)[] = []
  #closing: Promise<void> | undefined

  constructor(options: EditorOptions) {
    this.draftId = options.draftId ?? uuid()
    this.#edited = new Edited({
      mayWrite: () => this.#draft.mayWrite,
      onshown: (project) => this.#stage.show(project),
      onchanged: () => this.#draft.changed(),
    })
    this.#parts = new PartStore(() => this.project)
    this.#stage = new Stage(this.#parts.shelf, this.project)
    this.#draft = new Draft({
      draftId: this.draftId,
      edited: this.#edited,
      learn: (parts) => this.#parts.learn(parts),
      toSend: () => this.#finish.toSend,
    })
    const host = this.#host()
    this.#bringIn = new BringIn(host, this.#parts)
    this.#finish = new Finish(host, this.#parts, this.#draft.server)
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
      amend: (partId: string, known: Partial<Omit<Part, 'id'>>) => this.#edited.amend(partId, known),
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
    } catch {
      return this.#draft.fail()
    }
    await this.#draft.open(options)
    void sweep(Date.now())
  }

  get state(): Editor['state'] {
    return this.#draft.state
  }
  get fault(): Told | undefined {
    return this.#draft.fault
  }
  get title(): string {
    return this.#edited.title
  }
  rename(title: string): void {
    this.#edited.rename(title)
  }
  get project(): Project {
    return this.#edited.project
  }
  get durationMs(): number {
    return this.#edited.durationMs
  }
  get selected(): Selection | undefined {
    return this.#edited.selected
  }
  select(what: Selection | undefined): void {
    this.#edited.select(what)
  }
  apply(change: Change, label: string, options: { drag?: string } = {}): boolean {
    return this.#edited.apply(change, label, options.drag)
  }
  settle(): void {
    this.#edited.settle()
  }
  get canUndo(): boolean {
    return this.#edited.history.past.length > 0
  }
  get canRedo(): boolean {
    return this.#edited.history.future.length > 0
  }
  get undoLabel(): string | undefined {
    return this.#edited.history.past.at(-1)?.label
  }
  get redoLabel(): string | undefined {
    return this.#edited.history.future.at(-1)?.label
  }
  undo(): void {
    this.#edited.undo()
  }
  redo(): void {
    this.#edited.redo()
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
  place(partId: string): ReturnType<PartStore['place']> {
    return this.#parts.place(partId)
  }
  kept(partId: string): Promise<boolean> {
    return this.#parts.kept(partId)
  }
  readonly missing = $derived.by(() => this.#parts.missingOf(this.project, usedParts(this.project)))
  async provide(partId: string, file: File): Promise<boolean> {
    const isIt = await this.#parts.provide(partId, file)
    if (isIt) this.#stage.show(this.project)
    return isIt
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
    return this.#parts.unkept ? 'failed' : this.#draft.local.state
  }
  get keepingFault(): Told | undefined {
    return this.#draft.local.fault ?? (this.#parts.unkept ? tell(this.#parts.unkept.code) : undefined)
  }
  get writable(): boolean {
    return this.#draft.local.writable
  }
  takeOver(): void {
    this.#draft.local.takeOver()
  }
  get synced(): Editor['synced'] {
    return this.#draft.server.state
  }
  get syncFault(): Told | undefined {
    return this.#draft.server.fault
  }
  async sync(options: { parts?: boolean } = {}): Promise<void> {
    if (options.parts && session.me)
      await this.#finish.sendParts(new AbortController().signal, () => undefined)
    await this.#draft.server.send().catch(() => undefined)
  }
  keepMine(): Promise<void> {
    return this.#draft.keepMine()
  }
  takeTheirs(): Promise<void> {
    return this.#draft.takeTheirs()
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

  beforeClose(work: () => Promise<unknown>): void {
    this.#beforeClose.push(work)
  }
  close(): Promise<void> {
    this.#closing ??= (async () => {
      await Promise.all(this.#beforeClose.map((work) => work().catch(() => undefined)))
      await Promise.all([this.#draft.close(), this.#stage.close()])
      this.#parts.close()
    })()
    return this.#closing
  }
}
