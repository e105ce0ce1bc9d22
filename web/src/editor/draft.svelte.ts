/** Where the draft lives: found on this device or on the stage, kept on both, and settled between them when it was changed
 *  in two places. */
import { uuid } from '#api/uuid.ts'
import { session } from '#shell/session.svelte.ts'
import type { Edited } from './edited.svelte.ts'
import { type Editor, EditorFault, type EditorOptions, type Told } from './face.ts'
import type { KeptDraft } from './keep/database.ts'
import { keepDraft, keptDraft } from './keep/drafts.ts'
import { LocalDraft } from './kept-draft.svelte.ts'
import { faultsOf, trimmed } from './project/check-project.ts'
import { historyOf } from './project/history.ts'
import { newProject, type Project } from './project/project.ts'
import { isSame } from './project/same.ts'
import { copyTitle, readTheirs, ServerDraft, type Theirs } from './server-draft.svelte.ts'
import { tell } from './told.ts'

export interface Drafted {
  readonly draftId: string
  readonly edited: Edited
  /** Addresses of parts, as the stage tells them. */
  learn: (parts: Theirs['parts']) => void
  /** What goes to the stage, when it is not the project as it is. */
  toSend: () => Project | undefined
}

const KEPT_STEPS = 30
/** Who is here is asked of the stage; without an answer one goes on. */
const ASK_ME_MS = 1500

export class Draft {
  readonly #of: Drafted
  readonly local: LocalDraft
  readonly server: ServerDraft
  state = $state<Editor['state']>('opening')
  fault = $state.raw<Told | undefined>()
  /** Whose draft it is, once somebody is logged in. */
  #ownerId = ''
  #closing: Promise<void> | undefined

  constructor(of: Drafted) {
    this.#of = of
    const { draftId, edited } = of
    this.local = new LocalDraft({
      draftId,
      row: () => this.#row(),
      onchanged: (draft) => this.#show(draft),
      // Its revision goes with it: what is on its way to the stage arrives first.
      beforeYield: () => this.server.settled(),
    })
    this.server = new ServerDraft({
      draftId,
      mayWrite: () => this.local.writable,
      now: () => ({ title: edited.title, project: of.toSend() ?? trimmed(edited.project) }),
      onsent: () => this.local.changed(),
    })
  }

  get mayWrite(): boolean {
    return this.state === 'open' && this.local.writable
  }

  async open({ project, draftId, title = '' }: EditorOptions): Promise<void> {
    try {
      if (!project && draftId !== undefined) return await this.#find(draftId)
      this.#of.edited.open(historyOf(project ?? newProject()), title)
      this.state = 'open'
      if (project) this.changed()
    } catch {
      if (!this.#closing) this.fail()
    }
  }
  fail(): void {
    this.fault = tell('draft-failed')
    this.state = 'failed'
  }

  async #find(draftId: string): Promise<void> {
    const here = await keptDraft(draftId).catch(() => undefined)
    // What is here is opened at once; what the stage has is held against it when it answers.
    if (here && (await isOfMe(here.ownerId))) {
      this.#show(here)
      this.state = 'open'
      void this.#compare(here).catch(() => undefined)
      return
    }
    const theirs = await readTheirs(draftId)
    if (this.#closing) return
    if (theirs) this.#take(theirs)
    this.state = theirs ? 'open' : 'missing'
  }

  async #compare(here: KeptDraft): Promise<void> {
    const theirs = await readTheirs(here.id)
    if (!theirs || this.#closing) return
    this.#of.learn(theirs.parts)
    if (theirs.revision === this.server.revision) return
    const { project, title } = this.#of.edited
    // The page was ended after the stage had it and before its answer came.
    if (theirs.title === title.trim() && isSame(trimmed(theirs.project), trimmed(project))) {
      this.server.begin(theirs.revision, false)
      this.local.changed()
    } else if (here.isDirty || project !== here.project) this.server.conflict()
    else this.#take(theirs)
  }

  #show(draft: KeptDraft): void {
    this.#ownerId = draft.ownerId
    this.#of.edited.open({ now: draft.project, past: draft.past, future: draft.future }, draft.title)
    this.server.begin(draft.revision, draft.isDirty)
  }

  #take(theirs: Theirs): void {
    const project = trimmed(theirs.project)
    if (faultsOf(project).length > 0) throw new EditorFault('draft-failed')
    this.#of.learn(theirs.parts)
    this.#of.edited.open(historyOf(project), theirs.title)
    this.server.begin(theirs.revision, false)
    this.local.changed()
  }

  #row(): KeptDraft {
    const { title, history } = this.#of.edited
    return {
      id: this.#of.draftId,
      ownerId: this.#ownerId || (session.me?.id ?? ''),
      title,
      project: history.now,
      past: history.past.slice(-KEPT_STEPS),
      future: history.future.slice(-KEPT_STEPS),
      revision: this.server.revision,
      isDirty: this.server.state !== 'synced',
      changedAt: Date.now(),
    }
  }

  changed(): void {
    this.server.changed()
    this.local.changed()
  }

  async keepMine(): Promise<void> {
    const theirs = await readTheirs(this.#of.draftId)
    if (theirs) await keepCopy(trimmed(theirs.project), copyTitle(theirs.title, 'theirs'))
    await this.server.sendOver(theirs?.revision ?? 0)
  }
  async takeTheirs(): Promise<void> {
    const theirs = await readTheirs(this.#of.draftId)
    if (!theirs) return
    await keepCopy(this.#of.edited.project, copyTitle(this.#of.edited.title, 'mine'))
    this.#take(theirs)
  }

  /** On this device first; then on the stage, so that whoever opens it next, here or elsewhere, finds one and the same. */
  close(): Promise<void> {
    this.#closing ??= (async () => {
      await this.local.flush()
      if (this.mayWrite && this.#of.edited.project.shots.length > 0) await this.server.sendLast()
      this.server.close()
      await this.local.close()
    })()
    return this.#closing
  }
}

/** Another account's draft on the same device is nobody else's. */
async function isOfMe(ownerId: string): Promise<boolean> {
  if (ownerId === '') return true
  if (session.me === undefined)
    await Promise.race([session.ready(), new Promise((resolve) => setTimeout(resolve, ASK_ME_MS))])
  return session.me === undefined || session.me?.id === ownerId
}

/** Of the two that were changed in two places, the one that is not gone on with. */
async function keepCopy(project: Project, title: string): Promise<void> {
  const row = { project, past: [], future: [], revision: 0, isDirty: true, changedAt: Date.now() }
  await keepDraft({ id: uuid(), ownerId: session.me?.id ?? '', title: title.slice(0, 120), ...row })
}
