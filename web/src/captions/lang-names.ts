/** Languages by their names, in both languages of the stage and in their own. */

/** What people here speak and watch first; any other code can be entered. */
export const commonLangs = [
  'id',
  'en',
  'jv',
  'su',
  'ms',
  'mad',
  'min',
  'bug',
  'ban',
  'ace',
  'bjn',
  'bbc',
  'ar',
  'zh-Hans',
  'zh-Hant',
  'ja',
  'ko',
  'th',
  'vi',
  'fil',
  'hi',
  'ta',
  'tr',
  'nl',
  'de',
  'fr',
  'es',
  'pt-BR',
  'it',
  'ru',
] as const

/** Where some browsers know no better than the code. */
const ours: Readonly<Record<string, { readonly id: string; readonly en: string }>> = {
  ace: { id: 'Aceh', en: 'Acehnese' },
  ban: { id: 'Bali', en: 'Balinese' },
  bbc: { id: 'Batak Toba', en: 'Batak Toba' },
  bjn: { id: 'Banjar', en: 'Banjar' },
  bug: { id: 'Bugis', en: 'Buginese' },
  mad: { id: 'Madura', en: 'Madurese' },
  min: { id: 'Minangkabau', en: 'Minangkabau' },
}

export function langName(code: string, inLang: string): string {
  const own = ours[code]
  if (own) return inLang === 'id' ? own.id : own.en
  try {
    return new Intl.DisplayNames([inLang], { type: 'language', fallback: 'code' }).of(code) ?? code
  } catch {
    return code
  }
}

/** `Jawa · Javanese`, the reader's language first; one of them where they are the same. */
export function bothNames(code: string, reader: 'id' | 'en'): string {
  const first = langName(code, reader)
  const second = langName(code, reader === 'id' ? 'en' : 'id')
  return first === second ? first : `${first} · ${second}`
}

/** One spelling. @returns undefined when it is no language[-script][-region] */
export function readLang(text: string): string | undefined {
  const given = text.trim().replaceAll('_', '-')
  if (!/^[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?$/i.test(given)) return undefined
  return Intl.getCanonicalLocales(given)[0]
}

/** Those whose code or one of whose names begins a word with what was typed. */
export function findLangs(typed: string, reader: 'id' | 'en'): string[] {
  const wanted = typed.trim().toLocaleLowerCase()
  if (wanted === '') return [...commonLangs]
  const words = (text: string): string[] => [text, ...text.split(/[\s·()]+/)]
  const known = commonLangs.filter((code) =>
    words(`${bothNames(code, reader)} ${langName(code, code)}`)
      .concat(code)
      .some((word) => word.toLocaleLowerCase().startsWith(wanted)),
  )
  const exact = readLang(typed)
  return exact === undefined || known.some((code) => code === exact) ? known : [...known, exact]
}
