/** The editor's picture and sound: the playhead, and what is drawn and heard at it. The engine behind it is fetched when
 *  something is first to be seen. */
import type { PartShelf } from './media/shows.ts'
import type { Preview } from './media/preview.ts'
import type { SoundMixer } from './media/sound-mixer.ts'
import type { Project } from './project/project.ts'
import { durationMs } from './project/timeline.ts'

export class Stage {
  readonly #shelf: PartShelf
  #project: Project
  #preview: Preview | undefined
  #mixer: Promise<SoundMixer> | undefined
  #canvas: HTMLCanvasElement | undefined
  #loading: Promise<Preview | undefined> | undefined
  #isClosed = false
  readonly #waveforms = new Map<string, Promise<Float32Array>>()
  atMs = $state(0)
  playing = $state(false)
  waiting = $state(false)

  constructor(shelf: PartShelf, project: Project) {
    this.#shelf = shelf
    this.#project = project
  }

  #load(): Promise<Preview | undefined> {
    this.#loading ??= (async () => {
      const [{ Preview }, mixer] = await Promise.all([import('./media/preview.ts'), this.#sound()])
      if (this.#isClosed) return undefined
      const preview = new Preview(this.#shelf, mixer, this.#project, {
        onmoved: (ms) => {
          this.atMs = ms
        },
        onended: () => {
          this.playing = false
        },
        onwaiting: (isWaiting) => {
          this.waiting = isWaiting
        },
      })
      this.#preview = preview
      preview.seek(this.atMs)
      if (this.#canvas) preview.attach(this.#canvas)
      return preview
    })()
    return this.#loading
  }
  #sound(): Promise<SoundMixer> {
    this.#mixer ??= import('./media/sound-mixer.ts').then(({ SoundMixer }) => new SoundMixer(this.#shelf))
    return this.#mixer
  }

  show(project: Project): void {
    this.#project = project
    const end = durationMs(project)
    if (this.atMs > end) this.atMs = end
    this.#preview?.show(project)
  }

  attach(canvas: HTMLCanvasElement): void {
    this.#canvas = canvas
    if (this.#preview) this.#preview.attach(canvas)
    else void this.#load()
  }
  detach(): void {
    this.#canvas = undefined
    this.#preview?.detach()
  }

  play(): void {
    const end = durationMs(this.#project)
    if (this.playing || end === 0) return
    // From the end it begins anew.
    const from = this.atMs >= end - 1 ? 0 : this.atMs
    this.atMs = from
    this.playing = true
    void this.#load().then((preview) => {
      if (this.playing) void preview?.play(from)
    })
  }
  pause(): void {
    if (!this.playing) return
    this.playing = false
    if (this.#preview) this.atMs = this.#preview.pause()
  }
  seek(ms: number): void {
    this.atMs = Math.min(Math.max(0, ms), durationMs(this.#project))
    this.#preview?.seek(this.atMs)
  }

  waveform(partId: string): Promise<Float32Array> {
    const known = this.#waveforms.get(partId)
    if (known) return known
    const making = (async () => {
      const part = await this.#shelf.get(partId)
      if (!part) return new Float32Array(0)
      const { waveformOf } = await import('./media/sound-mixer.ts')
      return waveformOf(part)
    })()
    this.#waveforms.set(partId, making)
    making.then(
      (peaks) => {
        if (peaks.length === 0) this.#waveforms.delete(partId)
      },
      () => this.#waveforms.delete(partId),
    )
    return making
  }

  /** With readers of its own, so that the preview is not moved by it. */
  async still(project: Project, ms: number, width: number): Promise<ImageBitmap> {
    const [{ Compositor, sceneAt }, { PartShows }, { loadFonts }] = await Promise.all([
      import('./media/compose.ts'),
      import('./media/shows.ts'),
      import('./media/draw-layer.ts'),
    ])
    await loadFonts()
    const shows = new PartShows(this.#shelf)
    const compositor = new Compositor()
    try {
      const size = {
        width: Math.max(16, Math.round(width)),
        height: Math.max(16, Math.round((width * project.height) / project.width)),
      }
      const canvas = new OffscreenCanvas(size.width, size.height)
      const pen = canvas.getContext('2d', { alpha: false })
      if (!pen) throw new Error('no canvas')
      compositor.draw(pen, await sceneAt(project, ms, shows), size)
      return canvas.transferToImageBitmap()
    } finally {
      compositor.close()
      await shows.close()
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.playing = false
    await this.#preview?.close()
  }
}
