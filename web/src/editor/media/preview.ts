/** The picture on the page: draws what is at the playhead, and while it plays, as many pictures as the device manages.
 *  Late pictures are left out; the sound never waits. */
import type { Project } from '../project/project.ts'
import { durationMs } from '../project/timeline.ts'
import { Compositor, sceneAt } from './compose.ts'
import { loadFonts } from './draw-layer.ts'
import { LiveSound } from './live-sound.ts'
import { type PartShelf, PartShows } from './shows.ts'
import type { SoundMixer } from './sound-mixer.ts'

export interface PreviewEvents {
  /** The playhead moved by itself. */
  onmoved: (ms: number) => void
  onended: () => void
  onwaiting: (isWaiting: boolean) => void
}

/** Nobody sees more on a screen of this size, and a phone draws it in time. */
const MOST_WIDTH = 720
const WAITING_MS = 250
/** The next shot's first picture is decoded this long before it is due. */
const PREPARE_MS = 900

export class Preview {
  readonly #shows: PartShows
  readonly #sound: LiveSound
  readonly #events: PreviewEvents
  #compositor: Compositor | undefined
  #project: Project
  #canvas: HTMLCanvasElement | undefined
  #pen: CanvasRenderingContext2D | null = null
  #resize: ResizeObserver | undefined
  #ms = 0
  #isPlaying = false
  #clock: { at: number; fromMs: number } | undefined
  #isDirty = true
  #isDrawing = false
  #frame = 0
  #preparedFor: string | undefined
  #isClosed = false

  constructor(shelf: PartShelf, mixer: SoundMixer, project: Project, events: PreviewEvents) {
    this.#shows = new PartShows(shelf)
    this.#sound = new LiveSound(mixer)
    this.#project = project
    this.#events = events
    void loadFonts().then(() => this.redraw())
  }

  attach(canvas: HTMLCanvasElement): void {
    this.detach()
    this.#canvas = canvas
    this.#pen = canvas.getContext('2d', { alpha: false })
    if (typeof ResizeObserver !== 'undefined') {
      this.#resize = new ResizeObserver(() => this.redraw())
      this.#resize.observe(canvas)
    }
    this.redraw()
  }

  detach(): void {
    this.#resize?.disconnect()
    this.#resize = undefined
    this.#canvas = undefined
    this.#pen = null
  }

  /** What is played goes on from the same moment. */
  show(project: Project): void {
    const isSameSound = heardSame(this.#project, project)
    this.#project = project
    this.#ms = Math.min(this.#ms, durationMs(project))
    if (this.#isPlaying && !isSameSound) void this.#begin(this.#now())
    this.redraw()
  }

  seek(ms: number): void {
    this.#ms = ms
    if (this.#isPlaying) void this.#begin(ms)
    this.redraw()
  }

  async play(fromMs: number): Promise<void> {
    this.#isPlaying = true
    await this.#begin(fromMs)
  }

  /** Where it stopped. */
  pause(): number {
    const now = Math.min(this.#now(), durationMs(this.#project))
    this.#isPlaying = false
    this.#clock = undefined
    this.#sound.stop()
    this.#ms = now
    return now
  }

  async #begin(fromMs: number): Promise<void> {
    this.#ms = fromMs
    this.#clock = { at: Infinity, fromMs }
    const begun = this.#clock
    const hasSound = await this.#sound.start(this.#project, fromMs)
    if (this.#clock !== begun || !this.#isPlaying) return
    // Without a loudspeaker's clock the page's own.
    if (!hasSound) this.#clock = { at: performance.now(), fromMs }
    this.redraw()
  }

  #now(): number {
    if (!this.#isPlaying || !this.#clock) return this.#ms
    const heard = this.#sound.nowMs
    if (heard !== undefined) return heard
    return this.#clock.at === Infinity
      ? this.#clock.fromMs
      : this.#clock.fromMs + performance.now() - this.#clock.at
  }

  redraw(): void {
    this.#isDirty = true
    this.#ask()
  }

  #ask(): void {
    if (this.#frame !== 0 || this.#isDrawing || this.#isClosed) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      void this.#step()
    })
  }

  async #step(): Promise<void> {
    if (this.#isPlaying) {
      const ms = this.#now()
      if (ms >= durationMs(this.#project)) {
        this.pause()
        this.#ms = durationMs(this.#project)
        this.#events.onmoved(this.#ms)
        this.#events.onended()
      } else if (ms !== this.#ms) {
        this.#ms = ms
        this.#events.onmoved(ms)
      }
      this.#isDirty = true
    }
    if (this.#isDirty && this.#pen) await this.#draw()
    if (this.#isPlaying || this.#isDirty) this.#ask()
  }

  async #draw(): Promise<void> {
    this.#isDrawing = true
    this.#isDirty = false
    const waiting = setTimeout(() => this.#events.onwaiting(true), WAITING_MS)
    try {
      const project = this.#project
      const scene = await sceneAt(project, this.#ms, this.#shows)
      const pen = this.#pen
      if (pen && this.#canvas && !this.#isClosed) {
        const size = this.#fit(this.#canvas, project)
        this.#compositor ??= new Compositor()
        this.#compositor.draw(pen, scene, size)
      }
      if (this.#isPlaying) this.#prepare()
    } catch {
      // A picture that could not be had leaves the last one standing; the next is tried anew.
    } finally {
      clearTimeout(waiting)
      this.#events.onwaiting(false)
      this.#isDrawing = false
    }
  }

  #fit(canvas: HTMLCanvasElement, project: Project): { width: number; height: number } {
    const ratio = Math.min(2, globalThis.devicePixelRatio || 1)
    const wanted = Math.round((canvas.clientWidth || project.width) * ratio)
    const width = Math.max(16, Math.min(wanted, project.width, MOST_WIDTH))
    const height = Math.max(16, Math.round((width * project.height) / project.width))
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width
      canvas.height = height
    }
    return { width, height }
  }

  #prepare(): void {
    const key = `${Math.floor(this.#ms / PREPARE_MS)}`
    if (key === this.#preparedFor) return
    this.#preparedFor = key
    void this.#shows.prepareNext(this.#project, this.#ms).catch(() => undefined)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.pause()
    this.detach()
    cancelAnimationFrame(this.#frame)
    this.#sound.close()
    this.#compositor?.close()
    await this.#shows.close()
  }
}

/** Looks do not sound: while a text is dragged the music goes on. */
function heardSame(a: Project, b: Project): boolean {
  if (a === b) return true
  return soundOf(a) === soundOf(b)
}
const soundOf = (project: Project): string =>
  JSON.stringify([
    project.shots.map(({ part, fromMs, toMs, speed, volume }) => [part, fromMs, toMs, speed, volume]),
    project.tracks,
    project.shotsVolume,
    project.frame.kind === 'full' ? null : [project.frame.other, project.frame.otherVolume],
  ])
