/** The two ways to a finished clip, and which of them is open. */
import type { Limits } from '#api/routes.ts'
import { t } from '#i18n/words.svelte.ts'
import { session } from '#shell/session.svelte.ts'
import { type Capability, EditorFault, type Export, type ExportOptions, type ServerRender } from './face.ts'
import { makeHere, makeThere } from './making.svelte.ts'
import type { PartStore } from './part-store.svelte.ts'
import { trimmed } from './project/check-project.ts'
import { newId, type Part, type Project } from './project/project.ts'
import { sendParts, type SentLooks, unsentParts, withRasters } from './send-parts.ts'
import type { ServerDraft } from './server-draft.svelte.ts'
import { tell } from './told.ts'

export interface Finished {
  readonly draftId: string
  readonly project: Project
  amend: (partId: string, known: Partial<Omit<Part, 'id'>>) => void
  limits: () => Promise<Limits | undefined>
}

/** Without the stage's own word: what it takes by default. */
const LONGEST_MS = 180_000

export class Finish {
  readonly #of: Finished
  readonly #parts: PartStore
  readonly #server: ServerDraft
  readonly #rasters: SentLooks = new Map()
  /** Sent instead of the project, with the layers' pictures, while a rendering is asked for. */
  toSend: Project | undefined

  constructor(of: Finished, parts: PartStore, server: ServerDraft) {
    this.#of = of
    this.#parts = parts
    this.#server = server
  }

  async capability(project: Project): Promise<Capability> {
    const limits = await this.#of.limits()
    const longestMs = limits ? limits.maxSeconds * 1000 : LONGEST_MS
    const { ableTo } = await import('./media/capability.ts')
    const able = await ableTo(project, this.#parts.shelf, longestMs)
    if (able.reason) {
      const { text } = tell(able.reason, { seconds: longestMs / 1000 })
      return { here: false, reason: able.reason, isCopy: false, text }
    }
    const later = able.sound === 'opus' || able.sound === 'pcm'
    const text = able.isCopy ? t('engine.copied') : later ? t('engine.sound-later') : ''
    return { here: true, isCopy: able.isCopy, text }
  }

  here(project: Project, options: ExportOptions): Export {
    return makeHere(async () => {
      const parts = await Promise.all(
        project.parts.map(async ({ id, kind }) => {
          const source = await this.#parts.sourceOf(id)
          if (!source) throw new EditorFault('missing-part')
          return { id, kind, source }
        }),
      )
      return { project, parts, name: `${this.#of.draftId}-${newId()}.mp4` }
    }, options)
  }

  there(): ServerRender {
    const { draftId } = this.#of
    return makeThere({
      draftId,
      sendParts: async (signal, onprogress) => {
        await session.ready()
        if (!session.me) throw new EditorFault('login')
        await this.sendParts(signal, onprogress)
        this.toSend = await withRasters(draftId, trimmed(this.#of.project), this.#rasters, signal)
      },
      sendDraft: async () => {
        try {
          await this.#server.send()
        } finally {
          this.toSend = undefined
        }
        if (this.#server.state === 'changed-elsewhere') throw new EditorFault('changed-elsewhere')
        return this.#server.revision
      },
    })
  }

  async sendParts(signal: AbortSignal, onprogress: (share: number) => void): Promise<void> {
    if (unsentParts(this.#of.project).length === 0) return onprogress(1)
    await sendParts(this.#of.draftId, this.#of.project, this.#parts, {
      signal,
      onprogress,
      onsent: (partId, uploadId) => this.#of.amend(partId, { uploadId }),
    })
  }
}
