/** Pictures of a video in the order they are asked for. Going forward decodes each packet once; a step back or a long
 *  jump begins again at the key frame before. One is kept, the next ones are decoded ahead. */
import { type VideoSample, VideoSampleSink } from 'mediabunny'
import type { OpenPart } from './open-part.ts'

/** A longer way than this is shorter by a new start. */
const JUMP_SECONDS = 2

export class FrameCursor {
  readonly #sink: VideoSampleSink
  readonly #firstSecond: number
  #frames: AsyncGenerator<VideoSample, void, unknown> | undefined
  #now: VideoSample | undefined
  #next: VideoSample | undefined
  #isOver = false
  #turn: Promise<unknown> = Promise.resolve()
  #isClosed = false

  constructor(part: OpenPart) {
    if (!part.video) throw new Error('a part without pictures has no frames')
    this.#sink = new VideoSampleSink(part.video)
    this.#firstSecond = part.firstSecond
  }

  /** The picture that is shown at this moment of the part: the last that began before, or the first of all. It belongs
   *  to the cursor and is good until the next call. */
  at(partMs: number): Promise<VideoSample | undefined> {
    const found = this.#turn.then(() => this.#seek(this.#firstSecond + partMs / 1000))
    this.#turn = found.catch(() => undefined)
    return found
  }

  async #seek(second: number): Promise<VideoSample | undefined> {
    if (this.#isClosed) return undefined
    // Times of frames are rounded to the track's clock: half a thousandth is less than any frame lasts.
    const until = second + 0.0005
    const reached = this.#now?.timestamp ?? -Infinity
    if (!this.#frames || until < reached || (until > reached + JUMP_SECONDS && !this.#isOver))
      await this.#begin(second)
    while (!this.#isOver && (!this.#next || this.#next.timestamp <= until)) {
      if (this.#next) {
        this.#now?.close()
        this.#now = this.#next
        this.#next = undefined
      }
      const step = await this.#frames?.next()
      if (this.#isClosed) {
        step?.value?.close()
        return undefined
      }
      if (!step || step.done) this.#isOver = true
      else this.#next = step.value
    }
    // Before the first picture the first is shown, as players do.
    return this.#now ?? this.#next
  }

  async #begin(second: number): Promise<void> {
    await this.#letGo()
    this.#isOver = false
    this.#frames = this.#sink.samples(second)
  }

  async #letGo(): Promise<void> {
    this.#now?.close()
    this.#next?.close()
    this.#now = undefined
    this.#next = undefined
    await this.#frames?.return()
    this.#frames = undefined
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#letGo().catch(() => undefined)
  }
}
