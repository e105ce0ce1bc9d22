/** From the editor to the post form: the finished file, or the upload that the server made, and what is known already. */
import { tray } from '#upload/tray.svelte.ts'
import type { Editor } from '../face.ts'
import type { Project } from '../project/project.ts'

function formOf(project: Project): {
  coverMs: number
  credit: NonNullable<Project['credit']> | undefined
  sound: { soundId: string; fromMs: number } | undefined
} {
  const track = project.tracks.find(({ soundId }) => soundId !== null)
  return {
    coverMs: project.coverMs,
    credit: project.credit ?? undefined,
    sound: track?.soundId ? { soundId: track.soundId, fromMs: track.fromMs } : undefined,
  }
}

const nameOf = (editor: Editor): string => {
  const words = editor.title
    .trim()
    .replaceAll(/[^\p{L}\p{N} _.-]+/gu, '')
    .slice(0, 60)
  return `${words === '' ? 'panggung' : words}.mp4`
}

/** @returns the tray's id of it, for `/create/post/…` */
export async function handOnFile(editor: Editor, file: Blob): Promise<string> {
  await tray.ready()
  return tray.add(file, {
    purpose: 'clip',
    name: nameOf(editor),
    draftId: editor.draftId,
    form: formOf(editor.project),
  }).id
}

export async function handOnUpload(editor: Editor, uploadId: string): Promise<string> {
  await tray.ready()
  return tray.adopt(uploadId, { name: nameOf(editor), bytes: 0, form: formOf(editor.project) }).id
}
