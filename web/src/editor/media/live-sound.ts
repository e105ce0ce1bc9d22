/** Sound while it plays: windows from the mixer, laid one after the other on the clock of the loudspeaker, which is then
 *  the clock of the picture too. */
import type { Project } from '../project/project.ts'
import { durationMs } from '../project/timeline.ts'
import { RATE } from './mix.ts'
import type { SoundMixer } from './sound-mixer.ts'

const WINDOW_MS = 500
const AHEAD_MS = 1200
/** Between asking for play and hearing it: room for the first window. */
const LEAD_SECONDS = 0.06

export class LiveSound {
  readonly #mixer: SoundMixer
  #context: AudioContext | undefined
  #gain: GainNode | undefined
  #turn = 0
  #playing: { startedAt: number; fromMs: number } | undefined
  #nodes = new Set<AudioBufferSourceNode>()

  constructor(mixer: SoundMixer) {
    this.#mixer = mixer
  }

  /** Resolves when the clock runs; false where no sound can be had (then the caller keeps time by itself). Must be
   *  called from a touch or a key the first time. */
  async start(project: Project, fromMs: number): Promise<boolean> {
    this.stop()
    const turn = this.#turn
    const context = this.#open()
    if (!context) return false
    // A browser that waits for a touch leaves this open for ever.
    await Promise.race([context.resume(), new Promise((resolve) => setTimeout(resolve, 400))]).catch(
      () => undefined,
    )
    if (turn !== this.#turn) return true
    if (context.state !== 'running') return false
    const first = await this.#buffer(context, project, fromMs)
    if (turn !== this.#turn) return true
    const startedAt = context.currentTime + LEAD_SECONDS
    this.#playing = { startedAt, fromMs }
    if (first) this.#lay(context, first, startedAt)
    void this.#goOn(context, project, fromMs, startedAt, turn)
    return true
  }

  /** The moment of the clip that is heard now; undefined while no clock runs. */
  get nowMs(): number | undefined {
    if (!this.#playing || !this.#context) return undefined
    const passed = this.#context.currentTime - this.#playing.startedAt
    return this.#playing.fromMs + Math.max(0, passed) * 1000
  }

  stop(): void {
    this.#turn += 1
    this.#playing = undefined
    for (const node of this.#nodes) node.stop()
    this.#nodes.clear()
  }

  close(): void {
    this.stop()
    void this.#context?.close().catch(() => undefined)
    this.#context = undefined
  }

  #open(): AudioContext | undefined {
    if (this.#context) return this.#context
    if (typeof AudioContext === 'undefined') return undefined
    try {
      this.#context = new AudioContext({ sampleRate: RATE, latencyHint: 'interactive' })
    } catch {
      return undefined
    }
    this.#gain = this.#context.createGain()
    this.#gain.connect(this.#context.destination)
    return this.#context
  }

  async #goOn(
    context: AudioContext,
    project: Project,
    fromMs: number,
    startedAt: number,
    turn: number,
  ): Promise<void> {
    const endMs = durationMs(project)
    for (let at = fromMs + WINDOW_MS; at < endMs; at += WINDOW_MS) {
      const due = startedAt + (at - fromMs) / 1000
      while (due - context.currentTime > AHEAD_MS / 1000) {
        await new Promise((resolve) => setTimeout(resolve, 100))
        if (turn !== this.#turn) return
      }
      const buffer = await this.#buffer(context, project, at)
      if (turn !== this.#turn) return
      if (buffer) this.#lay(context, buffer, due)
    }
  }

  async #buffer(context: AudioContext, project: Project, atMs: number): Promise<AudioBuffer | undefined> {
    const until = Math.min(atMs + WINDOW_MS, durationMs(project))
    const sound = await this.#mixer.window(project, atMs, until).catch(() => undefined)
    if (!sound || sound.left.length === 0) return undefined
    const buffer = context.createBuffer(2, sound.left.length, RATE)
    buffer.copyToChannel(sound.left, 0)
    buffer.copyToChannel(sound.right, 1)
    return buffer
  }

  #lay(context: AudioContext, buffer: AudioBuffer, due: number): void {
    if (!this.#gain) return
    const late = context.currentTime - due
    if (late >= buffer.duration) return
    const node = context.createBufferSource()
    node.buffer = buffer
    node.connect(this.#gain)
    node.start(Math.max(due, context.currentTime), Math.max(0, late))
    this.#nodes.add(node)
    node.addEventListener('ended', () => this.#nodes.delete(node))
  }
}
