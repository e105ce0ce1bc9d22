/** Which of several files is to be checked, and which only come before it. */

/** The document's number in its chain, in either kind of file; -1 if there is none to be read. */
function sequenceOf(text: string): number {
  try {
    const file: unknown = JSON.parse(text)
    const body = member(file, 'body')
    return Number(
      member(body, 'sequence') ?? member(member(member(body, 'document'), 'body'), 'sequence') ?? -1,
    )
  } catch {
    return -1
  }
}

function member(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null
    ? Object.entries(of).find(([key]) => key === name)?.[1]
    : undefined
}

/** The newest is checked, the others are what it continues. Of equal ones the first that was given. */
export function orderFiles<T extends { readonly text: string }>(
  files: readonly T[],
): { checked: T | undefined; previous: T[] } {
  const [checked, ...previous] = files
    .map((file) => ({ file, sequence: sequenceOf(file.text) }))
    .sort((a, b) => b.sequence - a.sequence)
    .map(({ file }) => file)
  return { checked, previous }
}
