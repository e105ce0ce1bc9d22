/** The characters that every bank takes: those of SWIFT's set X. Others are written as near as they come. */

const allowed = /[^A-Za-z0-9/\-?:().,'+ ]/g

/** @returns at most `max` characters, never empty, no space at either end */
export function bankText(text: string, max: number): string {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/&/g, '+')
    .replace(allowed, ' ')
    .replace(/ +/g, ' ')
    .trim()
    .slice(0, max)
    .trim()
  return plain === '' ? '-' : plain
}
