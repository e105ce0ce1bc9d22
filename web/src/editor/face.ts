/** What the editor's pages may do and see. `createEditor` in editor.svelte.ts makes it; every `readonly` value here is
 *  reactive. Texts (`text`) are in the person's language, whole sentences, ready to be shown. */
import type { Change } from './project/changes.ts'
import type { Credit, Part, Project } from './project/project.ts'

export interface EditorOptions {
  /** A new project to begin with; without it, and without `draftId`, an empty one of 1080×1920. */
  readonly project?: Project
  /** Opens a draft kept here or on the server. With `project`: the id that the new one is kept under. */
  readonly draftId?: string
  readonly title?: string
}

export type Selection = { readonly kind: 'shot' | 'layer' | 'track'; readonly id: string }
export interface Told<Code extends string = string> {
  readonly code: Code
  readonly text: string
}

/** One picked file. `refused`: nothing was taken from it, and why. */
export type Added =
  | { readonly name: string; readonly part: Part; readonly refused?: undefined }
  | { readonly name: string; readonly part?: undefined; readonly refused: Told<PartFault> }
export type PartFault =
  | 'unreadable'
  | 'no-picture'
  | 'no-sound'
  | 'no-decoder'
  | 'too-large'
  | 'too-long'
  | 'too-many'
  | 'no-room'
  | 'not-allowed'
  | 'missing'
  | 'offline'

/** Where a part's bytes are. `missing`: neither here nor on the server; `provide` the file again. `unseen`: it is there,
 *  but this browser can not show it; the clip can still be made on the server. */
export type PartPlace = 'reading' | 'here' | 'server' | 'missing' | 'unseen'

export type HereReason = 'no-webcodecs' | 'no-h264' | 'no-decoder' | 'too-long' | 'missing-part' | 'empty'
export interface Capability {
  /** It can be finished in this browser. */
  readonly here: boolean
  readonly reason?: HereReason
  /** Why not, or what is special (e.g. that the server will re-encode the sound); empty when all is plain. */
  readonly text: string
  /** Nothing has to be encoded again: seconds, whatever the length. */
  readonly isCopy: boolean
}

export interface ExportOptions {
  /** Called also when the page is hidden; nothing else is needed from the page. */
  readonly onprogress?: (progress: number) => void
}
export interface Export {
  /** 0 to 1. Reactive, as all of these. */
  readonly progress: number
  /** Undefined until it can be said. */
  readonly secondsLeft: number | undefined
  readonly phase: 'sound' | 'picture' | 'writing' | 'done' | 'stopped' | 'failed'
  readonly fault: Told | undefined
  cancel: () => void
  /** An MP4. Rejects with AbortError after `cancel`, else with an EditorFault. */
  readonly result: Promise<Blob>
}
export interface ServerRender {
  readonly phase: 'parts' | 'waiting' | 'rendering' | 'done' | 'stopped' | 'failed'
  readonly progress: number
  readonly secondsLeft: number | undefined
  readonly fault: Told | undefined
  cancel: () => void
  /** The upload to post: `/create/post/…` takes it from there. */
  readonly result: Promise<string>
}

export interface Thumbnail {
  readonly ms: number
  readonly bitmap: ImageBitmap
}

export interface Editor {
  readonly draftId: string
  /** `opening` until the project is read; `missing`: there is no such draft here or on the server. */
  readonly state: 'opening' | 'open' | 'missing' | 'failed'
  readonly fault: Told | undefined
  readonly title: string
  rename: (title: string) => void

  readonly project: Project
  readonly durationMs: number
  readonly selected: Selection | undefined
  select: (what: Selection | undefined) => void
  /** False: nothing changed. `drag`: changes in a row with the same word are one undoable step, until `settle`. */
  apply: (change: Change, label: string, options?: { drag?: string }) => boolean
  settle: () => void
  readonly canUndo: boolean
  readonly canRedo: boolean
  /** The labels given to `apply`. */
  readonly undoLabel: string | undefined
  readonly redoLabel: string | undefined
  undo: () => void
  redo: () => void

  /** Draws into that canvas from now on, at the size it has on the screen. */
  attach: (canvas: HTMLCanvasElement) => void
  detach: () => void
  readonly atMs: number
  readonly playing: boolean
  /** The next pictures are being decoded. */
  readonly waiting: boolean
  play: () => void
  pause: () => void
  seek: (ms: number) => void

  /** Videos and pictures become shots at the end; sounds become a track from the playhead on. */
  addFiles: (files: readonly File[], options?: { at?: number; asParts?: boolean }) => Promise<Added[]>
  /** Another's clip: `duet` shows it beside the shots, `stitch` puts at most 5 s of it first, `remix` takes all of it.
   *  Sets the credit. */
  addClip: (
    videoId: string,
    kind: Credit['kind'],
    stretch?: { fromMs: number; toMs: number },
  ) => Promise<Added>
  /** A sound of the library, from the playhead on. */
  addSound: (sound: { soundId: string; title: string; url: string; fromMs?: number }) => Promise<Added>
  addVoice: (recording: Blob, startMs: number) => Promise<Added>
  place: (partId: string) => PartPlace
  readonly missing: readonly Part[]
  /** The file of a missing part, picked again. False: it is another file. */
  provide: (partId: string, file: File) => Promise<boolean>

  /** Pictures of the part every so often, as they are decoded; close each bitmap when it is no longer shown. */
  thumbnails: (
    partId: string,
    everyMs: number,
    height: number,
    signal?: AbortSignal,
  ) => AsyncIterable<Thumbnail>
  /** Loudest value of each hundredth of a second, 0 to 1. Empty for parts without sound. */
  waveform: (partId: string) => Promise<Float32Array>
  /** The clip's picture at a moment, e.g. for choosing the cover. */
  still: (ms: number, width: number) => Promise<ImageBitmap>

  /** On this device; within a second of each change. */
  readonly keeping: 'kept' | 'keeping' | 'failed'
  /** Why it is not kept here (no storage, full); and what to do. */
  readonly keepingFault: Told | undefined
  /** Whether the file of a part that was added here is kept; answers once that is known. */
  kept: (partId: string) => Promise<boolean>
  /** False: another tab edits this draft; here it can only be looked at until `takeOver`. */
  readonly writable: boolean
  takeOver: () => void
  readonly synced: 'synced' | 'syncing' | 'local' | 'changed-elsewhere' | 'failed'
  readonly syncFault: Told | undefined
  /** Sends what changed. Parts are sent by `renderOnServer`, or with `parts: true`, to go on on another device. */
  sync: (options?: { parts?: boolean }) => Promise<void>
  /** After `changed-elsewhere`: mine is kept under the same draft, theirs stays as a copy here; or the other way round. */
  keepMine: () => Promise<void>
  takeTheirs: () => Promise<void>

  capability: () => Promise<Capability>
  export: (options?: ExportOptions) => Export
  renderOnServer: () => ServerRender
  /** Something that `close` lets come to its end first, as a take that is being recorded. */
  beforeClose: (work: () => Promise<unknown>) => void
  /** Ends everything: decoders, sound, locks. What is unsaved is kept first, here and on
   *  the server; twice is the same as once. */
  close: () => Promise<void>
}

export class EditorFault<Code extends string = string> extends Error {
  readonly code: Code
  constructor(code: Code, message: string = code) {
    super(message)
    this.name = 'EditorFault'
    this.code = code
  }
}
