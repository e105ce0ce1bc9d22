/** The draft's copy on the stage: sent by revision, so that what was changed elsewhere is never written over unseen. */
import { api } from '#api/api.ts'
import { ApiError } from '#api/api-error.ts'
import { errorText } from '#api/error-text.ts'
import { t } from '#i18n/words.svelte.ts'
import { session } from '#shell/session.svelte.ts'
import type { Editor, Told } from './face.ts'
import { tell } from './told.ts'
import type { Project } from './project/project.ts'

export interface Theirs {
  readonly title: string
  readonly project: Project
  readonly revision: number
  readonly parts: readonly { readonly id: string; readonly url: string | null }[]
}

export const toldOf = (error: unknown): Told => {
  if (error instanceof ApiError && error.status === 0) return tell('offline')
  if (error instanceof ApiError && error.status === 401) return tell('login')
  const text = errorText(error)
  return { code: error instanceof ApiError ? error.code : 'failed', text }
}

/** Undefined: there is none there, or nobody is logged in. Rejects when it can not be asked. */
export async function readTheirs(draftId: string): Promise<Theirs | undefined> {
  await session.ready()
  if (!session.me) return undefined
  try {
    const { draft } = await api('GET /v1/drafts/:draftId', { params: { draftId } })
    if (draft.removedAt !== null) return undefined
    return { title: draft.title, project: draft.project, revision: draft.revision, parts: draft.parts }
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 401)) return undefined
    throw error
  }
}

const AFTER_MS = 8000

export interface Syncing {
  readonly draftId: string
  /** What to send: without what nothing uses. */
  now: () => { title: string; project: Project }
  /** It is on the stage as it was when it was sent. */
  onsent: (revision: number, isStillSame: boolean) => void
}

export class ServerDraft {
  readonly #syncing: Syncing
  #version = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #sending: Promise<void> | undefined
  revision = 0
  state = $state<Editor['synced']>('local')
  fault = $state.raw<Told | undefined>()

  constructor(syncing: Syncing) {
    this.#syncing = syncing
  }

  /** As it was read: the same as there, or changed here since. */
  begin(revision: number, isDirty: boolean): void {
    this.revision = revision
    this.state = revision > 0 && !isDirty ? 'synced' : 'local'
  }

  conflict(): void {
    this.state = 'changed-elsewhere'
    this.fault = tell('changed-elsewhere')
  }

  changed(): void {
    this.#version += 1
    if (this.state === 'changed-elsewhere') return
    if (this.state !== 'syncing') this.state = 'local'
    // A draft that nobody sent on purpose is sent once there is an account to keep it for.
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#quietly(), AFTER_MS)
  }

  async #quietly(): Promise<void> {
    if (!session.me || !navigator.onLine) return
    await this.send().catch(() => undefined)
  }

  /** Resolves when everything changed until now is on the stage. Rejects with what the server said. */
  async send(): Promise<void> {
    if (this.state === 'changed-elsewhere') return
    while (this.#sending) await this.#sending.catch(() => undefined)
    await session.ready()
    if (!session.me) {
      this.fault = tell('login')
      this.state = 'failed'
      return
    }
    this.#sending = this.#put(this.revision).finally(() => {
      this.#sending = undefined
    })
    await this.#sending
  }

  /** Over what is there now, which the caller has kept. */
  async sendOver(revision: number): Promise<void> {
    this.fault = undefined
    await this.#put(revision)
  }

  async #put(revision: number): Promise<void> {
    const version = this.#version
    const { title, project } = this.#syncing.now()
    clearTimeout(this.#timer)
    this.state = 'syncing'
    try {
      const { draft } = await api('PUT /v1/drafts/:draftId', {
        params: { draftId: this.#syncing.draftId },
        body: { revision, title: title.trim().slice(0, 120), project },
      })
      this.revision = draft.revision
      this.fault = undefined
      const isStillSame = version === this.#version
      this.state = isStillSame ? 'synced' : 'local'
      this.#syncing.onsent(draft.revision, isStillSame)
    } catch (error) {
      if (error instanceof ApiError && error.code === 'draft_changed') this.conflict()
      else {
        this.state = 'failed'
        this.fault = toldOf(error)
      }
      throw error
    }
  }

  close(): void {
    clearTimeout(this.#timer)
  }
}

export const copyTitle = (title: string, of: 'theirs' | 'mine'): string => {
  const name = title === '' ? t('engine.untitled') : title
  return of === 'theirs' ? t('engine.server-copy', { title: name }) : t('engine.own-copy', { title: name })
}
