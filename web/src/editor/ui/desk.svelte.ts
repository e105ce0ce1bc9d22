/** What the editor's page remembers beside the project: which panel is open, how far the timeline is zoomed, the pen.
 *  Nothing here is kept; a reload begins with the project alone. */
import { t } from '#i18n/words.svelte.ts'
import type { Editor, Selection } from '../face.ts'
import type { Change } from '../project/changes.ts'
import { type DrawingLayer, findLayer, type Layer, type Shot } from '../project/project.ts'
import { placeAt } from '../project/timeline.ts'

const PANELS = [
  'shot',
  'sound',
  'voice',
  'text',
  'sticker',
  'draw',
  'filter',
  'crop',
  'frame',
  'stitch',
  'photos',
  'cover',
] as const
export type PanelName = (typeof PANELS)[number]

/** Pixels a second. */
export const ZOOM = { least: 8, most: 240, usual: 48 }

export class Desk {
  readonly editor: Editor
  panel = $state<PanelName | undefined>()
  zoom = $state(ZOOM.usual)
  snapping = $state(true)
  guides = $state(true)
  /** Read out; a zero-width mark makes the same sentence new. */
  said = $state('')
  pen = $state({ colour: '#ffb02e', width: 0.012, eraser: false })
  /** While one moves, scales or trims: playing and scrolling keep away. */
  busy = $state(false)

  readonly shot: Shot | undefined = $derived.by(() => {
    const { project, selected, atMs } = this.editor
    const chosen = selected?.kind === 'shot' ? project.shots.find(({ id }) => id === selected.id) : undefined
    return chosen ?? placeAt(project, atMs)?.shot
  })
  readonly layer: Layer | undefined = $derived.by(() => {
    const { project, selected } = this.editor
    return selected?.kind === 'layer' ? findLayer(project, selected.id) : undefined
  })
  /** What the pen draws in: the one that is chosen, else the topmost that is seen now. */
  readonly drawing: DrawingLayer | undefined = $derived.by(() => {
    if (this.layer?.kind === 'drawing') return this.layer
    const { project, atMs } = this.editor
    return project.layers.findLast(
      (layer): layer is DrawingLayer =>
        layer.kind === 'drawing' && layer.startMs <= atMs && atMs < layer.endMs,
    )
  })
  readonly shotNumber: number = $derived.by(
    () => this.editor.project.shots.findIndex(({ id }) => id === this.shot?.id) + 1,
  )

  constructor(editor: Editor) {
    this.editor = editor
  }

  /** Does it, and says that it was done. */
  do(change: Change, label: string, options?: { drag?: string; quiet?: boolean }): boolean {
    const { editor } = this
    const done = editor.apply(change, label, options?.drag === undefined ? undefined : { drag: options.drag })
    if (done && !options?.quiet && options?.drag === undefined) this.say(label)
    return done
  }

  settle(): void {
    this.editor.settle()
  }

  undo(): void {
    const what = this.editor.undoLabel
    if (!this.editor.canUndo) return
    this.editor.undo()
    this.say(t('editor.undone', { what: what ?? '' }))
  }

  redo(): void {
    const what = this.editor.redoLabel
    if (!this.editor.canRedo) return
    this.editor.redo()
    this.say(t('editor.redone', { what: what ?? '' }))
  }

  say(text: string): void {
    this.said = this.said === text ? `${text}\u200b` : text
  }

  open(panel: PanelName | undefined): void {
    this.panel = panel
  }

  /** Selects, and opens the panel where it is worked on. */
  choose(what: Selection | undefined, panel?: PanelName): void {
    this.editor.select(what)
    if (panel) this.panel = panel
  }

  zoomTo(pxASecond: number): void {
    this.zoom = Math.min(ZOOM.most, Math.max(ZOOM.least, pxASecond))
  }

  panelOf(layer: Layer): PanelName {
    return layer.kind === 'drawing' ? 'draw' : layer.kind
  }
}

/** A layer that is put on the clip now: from the playhead for three seconds, or to the end. */
export function stretchAt(editor: Editor): { startMs: number; endMs: number } {
  const total = Math.max(500, editor.durationMs)
  const startMs = Math.round(Math.min(editor.atMs, Math.max(0, total - 500)))
  return { startMs, endMs: Math.min(total, startMs + 3000) }
}
