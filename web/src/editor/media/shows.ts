/** Pictures of a project's parts: opened when first needed, a reader for each use, the oldest readers let go. */
import type { Project } from '../project/project.ts'
import { placeAt, spansOf } from '../project/timeline.ts'
import type { Shown, Shows } from './compose.ts'
import type { Pen } from './draw-layer.ts'
import { ElementCursor } from './element-cursor.ts'
import { FrameCursor } from './frame-cursor.ts'
import { type OpenPart, openPart, type PartSource } from './open-part.ts'

export interface Sources {
  /** Undefined when the part can be found nowhere. */
  sourceOf: (partId: string) => Promise<PartSource | undefined>
  kindOf: (partId: string) => OpenPart['kind'] | undefined
}

/** Decoders are dear on phones: two that show, one that is got ready, one to spare. */
const MOST_CURSORS = 4

/** Opened parts of a project, shared by whoever needs their pictures or their sound. */
export class PartShelf {
  readonly #sources: Sources
  readonly #open = new Map<string, Promise<OpenPart | undefined>>()

  constructor(sources: Sources) {
    this.#sources = sources
  }

  /** Undefined when the part is missing or can not be read. */
  get(partId: string): Promise<OpenPart | undefined> {
    const known = this.#open.get(partId)
    if (known) return known
    const opening = (async () => {
      const source = await this.#sources.sourceOf(partId)
      return source && (await openPart(source, this.#sources.kindOf(partId)))
    })().catch(() => undefined)
    this.#open.set(partId, opening)
    void opening.then((part) => {
      // Asked for again later: it may have come by then.
      if (!part && this.#open.get(partId) === opening) this.#open.delete(partId)
    })
    return opening
  }

  /** Whether its file can be had at all, readable or not. */
  async isThere(partId: string): Promise<boolean> {
    return (await this.#sources.sourceOf(partId).catch(() => undefined)) !== undefined
  }

  async drop(partId: string): Promise<void> {
    const known = this.#open.get(partId)
    this.#open.delete(partId)
    const part = await known
    part?.close()
  }

  close(): void {
    for (const opening of this.#open.values()) void opening.then((part) => part?.close())
    this.#open.clear()
  }
}

export class PartShows implements Shows {
  readonly #shelf: PartShelf
  /** By use; the one used last is last. */
  readonly #cursors = new Map<string, FrameCursor | ElementCursor>()

  constructor(shelf: PartShelf) {
    this.#shelf = shelf
  }

  async at(partId: string, partMs: number, use: string): Promise<Shown | undefined> {
    const part = await this.#shelf.get(partId)
    if (!part) return undefined
    const { picture } = part
    if (picture) return shownAs(picture.width, picture.height, (pen, ...at) => pen.drawImage(picture, ...at))
    if (!part.video && !part.player) return undefined
    // After its end a clip keeps its last picture.
    const last = Math.max(0, part.durationMs - 1)
    const shown = await this.#cursor(part, partId, use).at(Math.min(partMs, last))
    if (!shown) return undefined
    return 'displayWidth' in shown
      ? shownAs(shown.displayWidth, shown.displayHeight, (pen, ...at) => shown.draw(pen, ...at))
      : shownAs(shown.videoWidth, shown.videoHeight, (pen, ...at) => pen.drawImage(shown, ...at))
  }

  #cursor(part: OpenPart, partId: string, use: string): FrameCursor | ElementCursor {
    const key = `${use} ${partId}`
    const known = this.#cursors.get(key)
    if (known) {
      this.#cursors.delete(key)
      this.#cursors.set(key, known)
      return known
    }
    for (const [oldest, cursor] of this.#cursors) {
      if (this.#cursors.size < MOST_CURSORS) break
      this.#cursors.delete(oldest)
      void cursor.close()
    }
    const cursor = part.player ? new ElementCursor(part.player) : new FrameCursor(part)
    this.#cursors.set(key, cursor)
    return cursor
  }

  /** Gets the first picture of the shot after this moment's ready. */
  async prepareNext(project: Project, ms: number): Promise<void> {
    const place = placeAt(project, ms)
    const next = place && spansOf(project)[place.index + 1]
    if (next) await this.at(next.shot.part, next.shot.fromMs, next.shot.id)
  }

  async close(): Promise<void> {
    const open = [...this.#cursors.values()]
    this.#cursors.clear()
    await Promise.all(open.map((cursor) => cursor.close()))
  }
}

/** How its own pixels are drawn is the picture's own: eight numbers say what of it goes where. */
type Eight = readonly [number, number, number, number, number, number, number, number]
const shownAs = (width: number, height: number, paint: (pen: Pen, ...at: Eight) => void): Shown => ({
  width,
  height,
  draw: (pen, from, to) =>
    paint(pen, from.x, from.y, from.width, from.height, to.x, to.y, to.width, to.height),
})
