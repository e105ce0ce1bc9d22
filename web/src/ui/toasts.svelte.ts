/** Short confirmations. `toast('Tautan disalin')`; shown by ui/toaster.svelte, once in the layout. */
export interface Toast {
  readonly id: number
  readonly text: string
  readonly tone: 'calm' | 'good' | 'bad'
}

const SHOWN_MS = 4000
let shown = $state.raw<readonly Toast[]>([])
let next = 1

export const toasts = {
  get shown(): readonly Toast[] {
    return shown
  },
}

export function toast(text: string, tone: Toast['tone'] = 'calm'): void {
  const id = next++
  shown = [...shown.filter((other) => other.text !== text), { id, text, tone }].slice(-3)
  setTimeout(() => {
    shown = shown.filter((other) => other.id !== id)
  }, SHOWN_MS)
}
