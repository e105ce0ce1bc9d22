/** The draft's copy on the stage: sent by revision, so that what was changed elsewhere is never written over unseen. */
import { api } from '#api/api.ts'
import { ApiError } from '#api/api-error.ts'
import { t } from '#i18n/words.svelte.ts'
import { session } from '#shell/session.svelte.ts'
import type { Editor, Told } from './face.ts'
import { trimmed } from './project/check-project.ts'
import type { Project } from './project/project.ts'
import { isSame } from './project/same.ts'
import { tell, toldOf } from './told.ts'

export interface Theirs {
  readonly title: string
  readonly project: Project
  readonly revision: number
  readonly parts: readonly { readonly id: string; readonly url: string | null }[]
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
/** Whoever leaves waits no longer: what is kept on this device is safe either way. */
const LAST_MS = 4000

export interface Syncing {
  readonly draftId: string
  /** Only the tab that writes the draft sends it. */
  mayWrite: () => boolean
  /** What to send: without what nothing uses. */
  now: () => { title: string; project: Project }
  /** It is on the stage as it was when it was sent. */
  onsent: () => void
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
    addEventListener('online', this.#online)
    document.addEventListener('visibilitychange', this.#hidden)
  }
  /** What could not be sent without a network goes as soon as there is one. */
  readonly #online = (): void => {
    if (this.state === 'failed' || this.state === 'local') this.#later()
  }
  /** Whoever puts the phone away goes on elsewhere, perhaps at once. */
  readonly #hidden = (): void => {
    if (document.visibilityState === 'hidden' && this.state === 'local' && this.#timer !== undefined)
      void this.#quietly()
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
    this.#later()
  }
  /** A draft that nobody sent on purpose is sent once there is an account to keep it for: soon after the first change,
   *  however many more follow. */
  #later(): void {
    this.#timer ??= setTimeout(() => void this.#quietly(), AFTER_MS)
  }
  #notLater(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  async #quietly(): Promise<void> {
    this.#notLater()
    if (!session.me || !navigator.onLine || !this.#syncing.mayWrite()) return
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

  /** Nothing is on its way any more. */
  async settled(): Promise<void> {
    this.#notLater()
    await this.#sending?.catch(() => undefined)
  }

  /** Before leaving, if there is something that the stage does not have. */
  async sendLast(): Promise<void> {
    const isSent = this.state === 'synced' || this.state === 'changed-elsewhere'
    if (isSent || !session.me || !navigator.onLine) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LAST_MS)
    })
    await Promise.race([this.send().catch(() => undefined), late])
    clearTimeout(timer)
  }

  async #put(revision: number): Promise<void> {
    const version = this.#version
    const { title, project } = this.#syncing.now()
    this.#notLater()
    this.state = 'syncing'
    try {
      const { draft } = await api('PUT /v1/drafts/:draftId', {
        params: { draftId: this.#syncing.draftId },
        body: { revision, title: title.trim().slice(0, 120), project },
      })
      this.#arrived(draft.revision, version)
    } catch (error) {
      if (error instanceof ApiError && error.code === 'draft_changed') {
        // The stage has it, and only its answer was lost?
        const theirs = await readTheirs(this.#syncing.draftId).catch(() => undefined)
        if (theirs && theirs.title === title.trim() && isSame(trimmed(theirs.project), trimmed(project)))
          return this.#arrived(theirs.revision, version)
        this.conflict()
      } else {
        this.state = 'failed'
        this.fault = toldOf(error)
      }
      throw error
    }
  }
  #arrived(revision: number, version: number): void {
    this.revision = revision
    this.fault = undefined
    this.state = version === this.#version ? 'synced' : 'local'
    this.#syncing.onsent()
  }

  close(): void {
    this.#notLater()
    removeEventListener('online', this.#online)
    document.removeEventListener('visibilitychange', this.#hidden)
  }
}

export const copyTitle = (title: string, of: 'theirs' | 'mine'): string => {
  const name = title === '' ? t('engine.untitled') : title
  return of === 'theirs' ? t('engine.server-copy', { title: name }) : t('engine.own-copy', { title: name })
}
