/** The project that is being edited: its history, its title, and what is chosen in it. */
import type { Selection } from './face.ts'
import type { Change } from './project/changes.ts'
import { amended, done, type History, historyOf, redone, settled, undone } from './project/history.ts'
import { newProject, type Part, type Project } from './project/project.ts'
import { durationMs } from './project/timeline.ts'

export interface EditedBy {
  mayWrite: () => boolean
  /** Another project is to be seen from now on. */
  onshown: (project: Project) => void
  /** There is something to keep. */
  onchanged: () => void
}

const LONGEST_TITLE = 120

export class Edited {
  readonly #by: EditedBy
  #history = $state.raw<History>(historyOf(newProject()))
  #title = $state('')
  #selected = $state.raw<Selection | undefined>()
  readonly durationMs = $derived(durationMs(this.#history.now))

  constructor(by: EditedBy) {
    this.#by = by
  }

  get history(): History {
    return this.#history
  }
  get project(): Project {
    return this.#history.now
  }
  get title(): string {
    return this.#title
  }
  get selected(): Selection | undefined {
    return this.#selected
  }

  /** As it was read: nothing of it has to be kept. */
  open(history: History, title: string): void {
    this.#title = title
    this.#replace(history)
  }
  rename(title: string): void {
    const next = title.slice(0, LONGEST_TITLE)
    if (next === this.#title || !this.#by.mayWrite()) return
    this.#title = next
    this.#by.onchanged()
  }
  select(what: Selection | undefined): void {
    this.#selected = what && isThere(this.project, what) ? what : undefined
  }

  apply(change: Change, label: string, drag?: string): boolean {
    if (!this.#by.mayWrite()) return false
    const next = done(this.#history, change, label, drag)
    if (next === this.#history) return false
    this.#replace(next)
    this.#by.onchanged()
    return true
  }
  settle(): void {
    this.#history = settled(this.#history)
  }
  undo(): void {
    this.#step(undone(this.#history))
  }
  redo(): void {
    this.#step(redone(this.#history))
  }
  #step(next: History): void {
    if (next === this.#history || !this.#by.mayWrite()) return
    this.#replace(next)
    this.#by.onchanged()
  }
  /** What became known about a part is no step of anybody's. */
  amend(partId: string, known: Partial<Omit<Part, 'id'>>): void {
    this.#replace(amended(this.#history, partId, known))
    this.#by.onchanged()
  }

  #replace(history: History): void {
    this.#history = history
    this.#by.onshown(history.now)
    if (this.#selected && !isThere(history.now, this.#selected)) this.#selected = undefined
  }
}

const isThere = (project: Project, { kind, id }: Selection): boolean =>
  (kind === 'shot' ? project.shots : kind === 'layer' ? project.layers : project.tracks).some(
    (one) => one.id === id,
  )
