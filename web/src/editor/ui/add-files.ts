/** Picked files become shots; what is refused is said by name, the rest goes in. */
import { t, tCount } from '#i18n/words.svelte.ts'
import { toast } from '#ui/toasts.svelte.ts'
import type { Added } from '../face.ts'
import type { Desk } from './desk.svelte.ts'
import { refusedTexts } from './refused-texts.ts'

export async function addFiles(desk: Desk, files: readonly File[]): Promise<void> {
  if (files.length === 0) return
  const before = desk.editor.project.shots.length
  const added = await desk.editor.addFiles(files)
  tellRefused(added)
  const now = desk.editor.project.shots
  const first = now[before]
  if (!first) return
  desk.say(tCount('editor.added', now.length - before))
  if (before === 0) desk.editor.seek(0)
  else toast(t('editor.addedAtEnd'), 'good')
}

export function tellRefused(added: readonly Added[]): void {
  for (const text of refusedTexts(added)) toast(text, 'bad')
}
