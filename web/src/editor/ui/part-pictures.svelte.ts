/** Small pictures of each part for the timeline, decoded once and shared by the shots that show it. */
import { SvelteMap } from 'svelte/reactivity'
import type { Editor, Thumbnail } from '../face.ts'
import type { Part } from '../project/project.ts'

const HEIGHT = 96
const MOST = 60

export class PartPictures {
  readonly #editor: Editor
  readonly #known = new SvelteMap<string, readonly Thumbnail[]>()
  readonly #waves = new SvelteMap<string, Float32Array>()
  readonly #asked = new Set<string>()
  readonly #stop = new AbortController()

  constructor(editor: Editor) {
    this.#editor = editor
  }

  of(part: Part): readonly Thumbnail[] {
    return this.#known.get(part.id) ?? []
  }

  wave(partId: string): Float32Array | undefined {
    return this.#waves.get(partId)
  }

  /** Asks for what is not there yet. Call it outside of deriveds. */
  want(part: Part): void {
    if (part.kind === 'sound' || this.#asked.has(part.id)) return
    this.#asked.add(part.id)
    void this.#read(part)
  }

  wantWave(partId: string): void {
    const key = `wave ${partId}`
    if (this.#asked.has(key)) return
    this.#asked.add(key)
    this.#editor.waveform(partId).then(
      (wave) => this.#waves.set(partId, wave),
      () => this.#asked.delete(key),
    )
  }

  async #read(part: Part): Promise<void> {
    const everyMs = Math.max(500, Math.ceil(part.durationMs / MOST))
    const found: Thumbnail[] = []
    try {
      for await (const thumbnail of this.#editor.thumbnails(part.id, everyMs, HEIGHT, this.#stop.signal)) {
        found.push(thumbnail)
        this.#known.set(part.id, [...found])
      }
    } catch {
      // Not here (yet): the bar stays plain, and a later look asks again.
      this.#asked.delete(part.id)
    }
  }

  close(): void {
    this.#stop.abort()
    for (const list of this.#known.values()) for (const { bitmap } of list) bitmap.close()
    this.#known.clear()
  }
}
