/** The clip beside the editor: its time is the playhead's, and the playhead moves it. */
import type { CaptionEditor } from './caption-editor.svelte.ts'

export type ClipPlayer = ReturnType<typeof createClipPlayer>

export function createClipPlayer(editor: CaptionEditor) {
  let element: HTMLVideoElement | undefined
  let playing = $state(false)
  let loop = $state(false)
  let broken = $state(false)
  let frame = 0

  const seek = (ms: number): void => {
    editor.atMs = ms
    if (element) element.currentTime = editor.atMs / 1000
  }
  const tick = (): void => {
    if (!element || element.paused) return
    const ms = element.currentTime * 1000
    const held = loop ? editor.selected : undefined
    if (held && (ms >= held.endMs || ms < held.startMs - 250)) seek(held.startMs)
    else editor.atMs = ms
    frame = requestAnimationFrame(tick)
  }
  const play = async (): Promise<void> => {
    if (!element) return
    if (editor.atMs >= editor.durationMs - 50) seek(0)
    try {
      await element.play()
    } catch {
      // The browser wants a touch first, or the page was left in the meantime: the button shows that it stands.
    }
  }

  return {
    get playing() {
      return playing
    },
    get loop() {
      return loop
    },
    set loop(on: boolean) {
      loop = on
    },
    get broken() {
      return broken
    },
    seek,
    toggle(): void {
      if (element?.paused === false) element.pause()
      else void play()
    },
    /** From the start of the selected cue. */
    replay(): void {
      if (editor.selected) seek(editor.selected.startMs)
      void play()
    },
    /** For `{@attach}`. */
    attach(node: HTMLVideoElement): () => void {
      element = node
      const on = new AbortController()
      const { signal } = on
      const stopped = (): void => {
        playing = false
        cancelAnimationFrame(frame)
      }
      node.addEventListener(
        'play',
        () => {
          playing = true
          frame = requestAnimationFrame(tick)
        },
        { signal },
      )
      node.addEventListener('pause', stopped, { signal })
      node.addEventListener(
        'ended',
        () => {
          stopped()
          if (!loop || !editor.selected) return
          seek(editor.selected.startMs)
          void play()
        },
        { signal },
      )
      node.addEventListener('loadedmetadata', () => seek(editor.atMs), { signal })
      node.addEventListener('error', () => (broken = true), { signal })
      return () => {
        on.abort()
        stopped()
        element = undefined
      }
    },
  }
}
