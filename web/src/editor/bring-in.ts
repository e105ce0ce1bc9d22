/** Material comes in: files, clips and sounds of the stage, recordings. Each is read, held against the limits, taken into
 *  the store and put into the project in one undoable step; what is not right is told file by file. */
import type { Limits } from '#api/routes.ts'
import { t } from '#i18n/words.svelte.ts'
import { type Added, EditorFault, type PartFault } from './face.ts'
import { openPart, type PartSource } from './media/open-part.ts'
import { type PartStore, readClip } from './part-store.svelte.ts'
import { additions, clipAdditions, type Material, soundAt } from './project/adding.ts'
import type { Change } from './project/changes.ts'
import { type Credit, LIMITS, newId, type Part, type Project } from './project/project.ts'
import { isToldCode, tell, type ToldCode } from './told.ts'

export interface Host {
  readonly project: Project
  readonly atMs: number
  apply: (change: Change, label: string) => boolean
  amend: (partId: string, known: Partial<Omit<Part, 'id'>>) => void
  limits: () => Promise<Limits | undefined>
}

export class BringIn {
  readonly #host: Host
  readonly #parts: PartStore

  constructor(host: Host, parts: PartStore) {
    this.#host = host
    this.#parts = parts
  }

  async files(files: readonly File[], options: { at?: number; asParts?: boolean } = {}): Promise<Added[]> {
    const limits = await this.#host.limits()
    const { project } = this.#host
    let room = roomFor(project.parts.length, options.asParts ? 0 : project.shots.length)
    const added: Added[] = []
    const reads: Read[] = []
    for (const file of files) {
      try {
        if (room <= 0) throw new EditorFault('too-many')
        const read = await readPart(file, { name: file.name, ...(limits ? { limits } : {}) })
        room -= 1
        reads.push(read)
        this.#take(read, file)
        added.push({ name: file.name, part: read.part })
      } catch (error) {
        added.push(refusedWith(file.name, error))
      }
    }
    const [first] = reads
    if (!first) return added
    const label =
      reads.length === 1
        ? t('engine.did.add', { name: first.part.name })
        : t('engine.did.addMany', { count: reads.length })
    const changes = additions(this.#host.project, reads, { ...options, atMs: this.#host.atMs, newId })
    this.#host.apply({ do: 'all', changes }, label)
    this.#remember(reads.map(({ part }) => part.id))
    return added
  }

  async clip(
    videoId: string,
    kind: Credit['kind'],
    stretch?: { fromMs: number; toMs: number },
  ): Promise<Added> {
    try {
      const { card, url } = await readClip(videoId)
      if (card.deny?.includes(kind)) throw new EditorFault('not-allowed')
      const read = await readPart({ url }, { name: `@${card.owner.handle}`, kind: 'video', videoId })
      this.#parts.takeUrl(read.part.id, url)
      if (!read.isSeen) this.#parts.unseen(read.part.id)
      const changes = clipAdditions(read.part, { kind, videoId }, newId(), stretch)
      this.#host.apply({ do: 'all', changes }, t(DID[kind]))
      return { name: read.part.name, part: read.part }
    } catch (error) {
      return refusedWith('', error)
    }
  }

  async sound(sound: { soundId: string; title: string; url: string; fromMs?: number }): Promise<Added> {
    try {
      const reply = await fetch(sound.url).catch(() => undefined)
      if (!reply?.ok) throw new EditorFault('offline')
      const blob = await reply.blob()
      const read = await readPart(blob, { name: sound.title, kind: 'sound' })
      void this.#parts.take(read.part.id, blob, read.part.name)
      const { soundId, fromMs } = sound
      const of = { kind: 'sound' as const, soundId, ...(fromMs === undefined ? {} : { fromMs }) }
      this.#addTrack(read.part, this.#host.atMs, of, t('engine.did.sound'))
      return { name: sound.title, part: read.part }
    } catch (error) {
      return refusedWith(sound.title, error)
    }
  }

  async voice(recording: Blob, startMs: number): Promise<Added> {
    const name = t('engine.voice')
    try {
      const read = await readPart(recording, { name, kind: 'sound' })
      this.#take(read, recording)
      this.#addTrack(read.part, startMs, { kind: 'voice' }, t('engine.did.voice'))
      this.#remember([read.part.id])
      return { name, part: read.part }
    } catch (error) {
      return refusedWith(name, error)
    }
  }

  #addTrack(part: Part, startMs: number, of: Parameters<typeof soundAt>[4], label: string): void {
    const track = soundAt(this.#host.project, part, newId(), startMs, of)
    this.#host.apply({ do: 'all', changes: [{ do: 'part-add', part }, track] }, label)
  }

  #take(read: Read, blob: Blob): void {
    void this.#parts.take(read.part.id, blob, read.part.name)
    if (!read.isSeen) this.#parts.unseen(read.part.id)
  }

  /** By its fingerprint a file is known again, on a device that has it elsewhere and on the stage. */
  #remember(partIds: readonly string[]): void {
    for (const id of partIds)
      void (async () => {
        const [{ hashFile }, blob] = await Promise.all([
          import('#upload/engine/hash-file.ts'),
          this.#parts.fileOf(id),
        ])
        if (blob) this.#host.amend(id, { sha256: await hashFile(blob, new AbortController().signal) })
      })().catch(() => undefined)
  }
}

const DID = {
  duet: 'engine.did.duet',
  stitch: 'engine.did.stitch',
  remix: 'engine.did.remix',
} as const
const LONGEST_PART_MS = 3_600_000

interface Read extends Material {
  readonly isSeen: boolean
}

async function readPart(
  source: PartSource,
  about: { name: string; kind?: Part['kind']; videoId?: string; limits?: Limits },
): Promise<Read> {
  const bytes = source instanceof Blob ? source.size : 0
  if (about.limits && bytes > about.limits.maxBytes) throw new EditorFault('too-large')
  const open = await openPart(source, about.kind)
  try {
    // Pictures in Ogg (Theora) are read by no browser: a sound is not what was picked.
    if (source instanceof Blob && source.type === 'video/ogg' && open.kind === 'sound')
      throw new EditorFault('unreadable')
    if (open.durationMs > LONGEST_PART_MS) throw new EditorFault('part-too-long')
    const stats = await open.video?.computePacketStats(90).catch(() => undefined)
    const part: Part = {
      id: newId(),
      kind: open.kind,
      name: about.name.slice(0, 200),
      uploadId: null,
      sha256: null,
      bytes,
      durationMs: open.durationMs,
      width: open.width,
      height: open.height,
      videoId: about.videoId ?? null,
    }
    return { part, isSeen: open.isSeen, ...(stats ? { frameRate: stats.averagePacketRate } : {}) }
  } finally {
    open.close()
  }
}

function refusedWith(name: string, error: unknown): Added {
  const code: ToldCode = error instanceof EditorFault && isToldCode(error.code) ? error.code : 'unreadable'
  return { name, refused: { code: partFaultOf(code), text: tell(code).text } }
}

const PART_FAULTS: readonly PartFault[] = [
  'unreadable',
  'no-picture',
  'no-sound',
  'no-decoder',
  'too-large',
  'too-long',
  'too-many',
  'no-room',
  'not-allowed',
  'missing',
  'offline',
]
function partFaultOf(code: ToldCode): PartFault {
  if (code === 'part-too-long') return 'too-long'
  return PART_FAULTS.find((one) => one === code) ?? 'unreadable'
}

/** How many more parts and shots fit. */
const roomFor = (parts: number, shots: number): number =>
  Math.max(0, Math.min(LIMITS.parts - parts, LIMITS.shots - shots))
