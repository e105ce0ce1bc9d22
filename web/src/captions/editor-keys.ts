/** Keys of the caption editor. Pure: what is typed into a field is text and no command. */

export type Action =
  | 'play'
  | 'add'
  | 'split'
  | 'merge'
  | 'remove'
  | 'undo'
  | 'redo'
  | 'loop'
  | 'snap'
  | 'zoomIn'
  | 'zoomOut'
  | 'save'
  | 'next'
  | 'previous'
  | 'startHere'
  | 'endHere'

interface Key {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

const plain: Readonly<Record<string, Action>> = {
  ' ': 'play',
  n: 'add',
  s: 'split',
  m: 'merge',
  Delete: 'remove',
  Backspace: 'remove',
  l: 'loop',
  g: 'snap',
  '+': 'zoomIn',
  '=': 'zoomIn',
  '-': 'zoomOut',
  ArrowDown: 'next',
  ArrowUp: 'previous',
  '[': 'startHere',
  ']': 'endHere',
}

/** @param typing in a text field, where only saving and what follows the text's own undo are commands
 *  @param onButton on something that the space bar presses */
export function actionOf(
  event: Key,
  { typing, onButton }: { typing: boolean; onButton: boolean },
): Action | undefined {
  if (event.altKey) return undefined
  if (event.ctrlKey || event.metaKey) {
    const key = event.key.toLowerCase()
    if (key === 's') return 'save'
    if (key === 'z') return event.shiftKey ? 'redo' : 'undo'
    return key === 'y' ? 'redo' : undefined
  }
  if (typing || (onButton && event.key === ' ')) return undefined
  return plain[event.key.length === 1 ? event.key.toLowerCase() : event.key]
}
