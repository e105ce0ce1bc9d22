/** Where the files of a project's parts are: on this device, on the stage, or nowhere that can be reached. */
import { api } from '#api/api.ts'
import { ApiError } from '#api/api-error.ts'
import { EditorFault, type PartPlace } from './face.ts'
import { KeepFault } from './keep/database.ts'
import { keepFile, keptFile } from './keep/files.ts'
import type { OpenPart, PartSource } from './media/open-part.ts'
import { PartShelf, type Sources } from './media/shows.ts'
import { findPart, type Part, type Project } from './project/project.ts'

export class PartStore implements Sources {
  readonly shelf: PartShelf = new PartShelf(this)
  readonly #project: () => Project
  readonly #blobs = new Map<string, Blob>()
  readonly #urls = new Map<string, string>()
  readonly #asking = new Map<string, Promise<PartSource | undefined>>()
  readonly #kept = new Map<string, Promise<boolean>>()
  #places = $state.raw<Readonly<Record<string, PartPlace>>>({})
  /** Files that could be kept nowhere: told once, the project goes on in memory. */
  unkept = $state.raw<KeepFault | undefined>()

  constructor(project: () => Project) {
    this.#project = project
  }

  place(partId: string): PartPlace {
    const known = this.#places[partId]
    if (known) return known
    if (!this.#asking.has(partId)) queueMicrotask(() => void this.sourceOf(partId))
    return 'reading'
  }

  #set(partId: string, place: PartPlace): void {
    if (this.#places[partId] !== place) this.#places = { ...this.#places, [partId]: place }
  }

  kindOf(partId: string): OpenPart['kind'] | undefined {
    return findPart(this.#project(), partId)?.kind
  }

  /** The file itself, when it is on this device. */
  async fileOf(partId: string): Promise<Blob | undefined> {
    const blob = this.#blobs.get(partId) ?? (await keptFile(partId))
    if (blob) this.#blobs.set(partId, blob)
    return blob
  }

  sourceOf(partId: string): Promise<PartSource | undefined> {
    const known = this.#asking.get(partId)
    if (known) return known
    const asking = this.#find(partId)
    this.#asking.set(partId, asking)
    // What is not there now may be later; what is there stays.
    void asking.then((source) => {
      if (!source) this.#asking.delete(partId)
    })
    return asking
  }

  async #find(partId: string): Promise<PartSource | undefined> {
    const blob = await this.fileOf(partId)
    const url = blob
      ? undefined
      : (this.#urls.get(partId) ?? (await this.#urlOf(partId).catch(() => undefined)))
    this.#set(partId, blob ? 'here' : url === undefined ? 'missing' : 'server')
    return blob ?? (url === undefined ? undefined : { url })
  }

  /** Addresses as the draft on the stage tells them. */
  learn(parts: readonly { readonly id: string; readonly url: string | null }[]): void {
    for (const { id, url } of parts) if (url !== null) this.#urls.set(id, url)
  }

  async #urlOf(partId: string): Promise<string | undefined> {
    const project = this.#project()
    const part = findPart(project, partId)
    if (part && part.videoId !== null) return (await readClip(part.videoId)).url
    const soundId = project.tracks.find((track) => track.part === partId)?.soundId
    if (!soundId) return undefined
    const { sound } = await api('GET /v1/sounds/:soundId', { params: { soundId } })
    return sound.url ?? undefined
  }

  /** Takes a file in. It is used at once; keeping it goes on beside. */
  async take(partId: string, blob: Blob, name: string): Promise<void> {
    this.#blobs.set(partId, blob)
    this.#asking.set(partId, Promise.resolve(blob))
    this.#set(partId, 'here')
    const kept = keepFile(partId, blob, name).then(
      () => true,
      (error: unknown) => {
        this.unkept = error instanceof KeepFault ? error : new KeepFault('no-storage', error)
        return false
      },
    )
    this.#kept.set(partId, kept)
    await kept
  }

  /** Whether the file taken in is on this device for good; answers once that is known. */
  async kept(partId: string): Promise<boolean> {
    return (await this.#kept.get(partId)) ?? true
  }

  /** A part that is read from an address, for as long as the page is open. */
  takeUrl(partId: string, url: string): void {
    this.#urls.set(partId, url)
    this.#asking.set(partId, Promise.resolve({ url }))
    this.#set(partId, 'server')
  }

  /** The file of a missing part, picked again. False: it is another file. */
  async provide(partId: string, file: File): Promise<boolean> {
    const part = findPart(this.#project(), partId)
    if (!part || file.size !== part.bytes) return false
    if (part.sha256 !== null) {
      const { hashFile } = await import('#upload/engine/hash-file.ts')
      const sha256 = await hashFile(file, new AbortController().signal).catch(() => part.sha256)
      if (sha256 !== part.sha256) return false
    }
    this.#asking.delete(partId)
    await this.shelf.drop(partId)
    void this.take(partId, file, part.name)
    return true
  }

  unseen(partId: string): void {
    this.#set(partId, 'unseen')
  }

  missingOf(project: Project, used: ReadonlySet<string>): Part[] {
    return project.parts.filter(({ id }) => used.has(id) && this.place(id) === 'missing')
  }

  close(): void {
    this.shelf.close()
    this.#blobs.clear()
  }
}

/** The sharpest file of a clip that every browser reads. */
export async function readClip(videoId: string) {
  try {
    const { card } = await api('GET /v1/videos/:videoId', { params: { videoId } })
    const files = card?.renditions.filter(({ codec }) => codec === undefined) ?? []
    const best = files.toSorted((a, b) => b.width * b.height - a.width * a.height)[0]
    if (!card || !best) throw new EditorFault('missing')
    return { card, url: best.url }
  } catch (error) {
    if (error instanceof ApiError) throw new EditorFault(error.status === 0 ? 'offline' : 'missing')
    throw error
  }
}
