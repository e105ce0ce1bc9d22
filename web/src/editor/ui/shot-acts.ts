/** What is done to a shot, from the timeline, the panel and the keys alike. */
import { t } from '#i18n/words.svelte.ts'
import { newId } from '../project/project.ts'
import { spansOf } from '../project/timeline.ts'
import type { Desk } from './desk.svelte.ts'

export function moveShot(desk: Desk, shot: string, to: number): void {
  const count = desk.editor.project.shots.length
  if (to < 0 || to >= count) return
  desk.do({ do: 'shot-move', shot, to }, t('editor.did.move'), { quiet: true })
  desk.say(t('editor.shot.moved', { place: to + 1, count }))
}

export function removeShot(desk: Desk, shot: string): void {
  const span = spansOf(desk.editor.project).find((one) => one.shot.id === shot)
  if (!desk.do({ do: 'shot-remove', shot }, t('editor.did.remove'))) return
  if (desk.editor.selected?.id === shot) desk.editor.select(undefined)
  desk.editor.seek(Math.min(span?.startMs ?? 0, desk.editor.durationMs))
}

/** At the playhead; what follows is chosen, since it is what one goes on with. */
export function splitShot(desk: Desk): void {
  const { editor } = desk
  const id = newId()
  if (desk.do({ do: 'shot-split', atMs: editor.atMs, newId: id }, t('editor.did.split')))
    editor.select({ kind: 'shot', id })
  else desk.say(t('editor.shot.noSplit'))
}

export function duplicateShot(desk: Desk, shot: string): void {
  const id = newId()
  if (desk.do({ do: 'shot-duplicate', shot, newId: id }, t('editor.did.duplicate')))
    desk.editor.select({ kind: 'shot', id })
}

/** Cuts the shot under the playhead off there, at its beginning or its end. */
export function trimHere(desk: Desk, side: 'from' | 'to'): void {
  const { project, atMs } = desk.editor
  const span = spansOf(project).find(({ startMs, endMs }) => atMs >= startMs && atMs <= endMs)
  if (!span) return
  const partMs = Math.round(span.shot.fromMs + (atMs - span.startMs) * span.shot.speed)
  desk.do(
    { do: 'shot-trim', shot: span.shot.id, ...(side === 'from' ? { fromMs: partMs } : { toMs: partMs }) },
    t('editor.did.trim'),
  )
  if (side === 'from') desk.editor.seek(span.startMs)
}

export function removeChosen(desk: Desk): void {
  const { selected } = desk.editor
  if (!selected) return
  if (selected.kind === 'shot') removeShot(desk, selected.id)
  else if (selected.kind === 'layer')
    desk.do({ do: 'layer-remove', layer: selected.id }, t('editor.did.removeThing'))
  else desk.do({ do: 'track-remove', track: selected.id }, t('editor.did.removeSound'))
}

export function duplicateChosen(desk: Desk): void {
  const { selected } = desk.editor
  if (selected?.kind === 'layer') {
    const id = newId()
    if (desk.do({ do: 'layer-duplicate', layer: selected.id, newId: id }, t('editor.did.duplicate')))
      desk.editor.select({ kind: 'layer', id })
  } else if (desk.shot && selected?.kind !== 'track') duplicateShot(desk, desk.shot.id)
}
