/** Where in the sheet of small pictures the one of a moment lies, in pixels. Pure. */
export interface Sheet {
  readonly columns: number
  readonly rows: number
  readonly width: number
  readonly height: number
  readonly everyMs: number
}

export function tileAt(
  { columns, rows, width, height, everyMs }: Sheet,
  ms: number,
): { x: number; y: number } {
  const tile = Math.min(Math.max(0, Math.floor(ms / everyMs)), columns * rows - 1)
  return { x: (tile % columns) * width, y: Math.floor(tile / columns) * height }
}
