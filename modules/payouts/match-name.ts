/** Whether the holder of a bank account is the payee, as far as spelling can tell. */

/** Titles and legal forms that a bank writes and a person leaves out, or the other way round. */
const leftOut = new Set([
  'pt',
  'cv',
  'ud',
  'tbk',
  'persero',
  'yayasan',
  'h',
  'hj',
  'dr',
  'drg',
  'ir',
  'prof',
  'drs',
  'dra',
  'sh',
  'se',
  'st',
  'ssi',
  'spd',
  'skom',
  'sip',
  'mm',
  'msi',
  'mt',
  'mkom',
  'bpk',
  'ibu',
  'sdr',
  'sdri',
  'nn',
  'ny',
  'tn',
])

/** Lower case, no marks, no titles, one space. */
export function normalName(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[.'’`]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .split(' ')
  const kept = words.filter((word) => !leftOut.has(word))
  return (kept.length === 0 ? words : kept).join(' ')
}

/** Equal once normalised. Banks cut long names: a beginning of at least `cut` characters also counts. */
export function sameName(one: string, other: string): boolean {
  const [a, b] = [normalName(one), normalName(other)]
  if (a === '' || b === '') return false
  if (a === b || a.replaceAll(' ', '') === b.replaceAll(' ', '')) return true
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return short.length >= cut && long.startsWith(short)
}
const cut = 20
