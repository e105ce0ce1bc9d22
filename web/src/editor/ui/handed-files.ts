/** Files that were picked on another page and are opened in the editor: handed over in memory, taken once. */
let waiting: readonly File[] = []

export function handFiles(files: readonly File[]): void {
  waiting = files
}

export function takeHanded(): readonly File[] {
  const files = waiting
  waiting = []
  return files
}
