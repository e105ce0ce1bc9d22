/** Leaves a draft: what changed is on the stage before the engine ends, so that whoever opens it next, here or elsewhere,
 *  finds one and the same. Waits only so long: what is kept on this device is safe either way. */
import type { Editor } from '../face.ts'

const LONGEST_MS = 4000
/** Twice is the same as once: a page that goes on elsewhere closes, and then is taken down. */
const closing = new WeakMap<Editor, Promise<void>>()

export function closeEditor(editor: Editor): Promise<void> {
  const begun = closing.get(editor) ?? close(editor)
  closing.set(editor, begun)
  return begun
}

async function close(editor: Editor): Promise<void> {
  const isUnsent = editor.synced === 'local' || editor.synced === 'syncing'
  if (isUnsent && editor.writable && editor.project.shots.length > 0 && navigator.onLine) {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LONGEST_MS)
    })
    await Promise.race([editor.sync().catch(() => {}), late])
    clearTimeout(timer)
  }
  await editor.close()
}
