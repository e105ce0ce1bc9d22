/** The keys of the editor's page. Whoever writes in a field, and whatever has keys of its own, comes first. */
import type { Desk } from './desk.svelte.ts'
import { duplicateChosen, removeChosen, splitShot, trimHere } from './shot-acts.ts'

export interface KeyActs {
  readonly openKeys: () => void
}

export function editorKey(event: KeyboardEvent, desk: Desk, acts: KeyActs): void {
  const at = event.target instanceof HTMLElement ? event.target : undefined
  if (event.defaultPrevented || at?.closest('[role=dialog], [role=menu]')) return
  const writes =
    at?.matches('textarea, select, input:not([type=range], [type=radio], [type=checkbox])') ?? false
  if ((event.ctrlKey || event.metaKey) && !event.altKey) {
    if (event.key.toLowerCase() === 'z' && !writes)
      done(event, event.shiftKey ? () => desk.redo() : () => desk.undo())
    else if (event.key.toLowerCase() === 'y' && !writes) done(event, () => desk.redo())
    return
  }
  if (event.altKey) return
  if (event.key === 'Escape') {
    if (writes) at?.blur()
    else if (desk.panel) done(event, () => desk.open(undefined))
    else if (desk.editor.selected) done(event, () => desk.editor.select(undefined))
    return
  }
  if (writes) return
  const act = actOf(event, desk, acts, at)
  if (act) done(event, act)
}

function done(event: KeyboardEvent, act: () => void): void {
  event.preventDefault()
  act()
}

function actOf(
  event: KeyboardEvent,
  desk: Desk,
  acts: KeyActs,
  at: HTMLElement | undefined,
): (() => void) | undefined {
  const { editor } = desk
  // Sliders and groups of choices have arrow keys of their own; buttons have Space and Enter.
  const arrows = !at?.matches('input, [role=slider], [role=radio]')
  const space = !at?.closest('button, a, summary, input, [role=button]')
  const step = event.shiftKey ? 1000 : 1000 / editor.project.frameRate
  const go = (ms: number) => () => {
    editor.pause()
    editor.seek(Math.min(editor.durationMs, Math.max(0, ms)))
  }
  const zoom = (by: number) => () => desk.zoomTo(desk.zoom * by)
  switch (event.key) {
    case ' ':
      return space ? () => (editor.playing ? editor.pause() : editor.play()) : undefined
    case 'k':
    case 'K':
      return () => (editor.playing ? editor.pause() : editor.play())
    case 'ArrowLeft':
      return arrows ? go(editor.atMs - step) : undefined
    case 'ArrowRight':
      return arrows ? go(editor.atMs + step) : undefined
    case 'Home':
      return arrows ? go(0) : undefined
    case 'End':
      return arrows ? go(editor.durationMs) : undefined
    case '+':
    case '=':
      return zoom(1.5)
    case '-':
      return zoom(1 / 1.5)
    case 's':
    case 'S':
      return () => splitShot(desk)
    case '[':
      return () => trimHere(desk, 'from')
    case ']':
      return () => trimHere(desk, 'to')
    case 'd':
    case 'D':
      return () => duplicateChosen(desk)
    case 'Delete':
    case 'Backspace':
      return editor.selected ? () => removeChosen(desk) : undefined
    case 't':
    case 'T':
      return () => desk.open('text')
    case 'm':
    case 'M':
      return () => {
        desk.snapping = !desk.snapping
      }
    case 'g':
    case 'G':
      return () => {
        desk.guides = !desk.guides
      }
    case '?':
      return acts.openKeys
    default:
      return undefined
  }
}
