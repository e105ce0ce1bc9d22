/** Exact fractions as they travel, 'num/den' or a whole number, in words for people. No floating-point number touches
 *  them. Pure. */
export interface Fraction {
  readonly num: bigint
  readonly den: bigint
}
type Lang = 'id' | 'en'

function readFraction(text: string): Fraction {
  const [num = '0', den = '1'] = text.split('/')
  return { num: BigInt(num), den: BigInt(den) }
}
const marks = { id: { group: '.', decimal: ',' }, en: { group: ',', decimal: '.' } } as const

/** '12/100' → '12%', '1/200' → '0,5%'; what has no short decimal stays a fraction: '11/12'. */
export function percentText(text: string, lang: Lang): string {
  const { num, den } = readFraction(text)
  const hundredths = num * 10_000n
  return hundredths % den === 0n ? `${decimalText({ num: num * 100n, den }, lang, 2)}%` : `${num}/${den}`
}

/** At most `places` decimals, without trailing zeros; '…' where more would follow. */
export function decimalText({ num, den }: Fraction, lang: Lang, places = 4): string {
  const whole = String(num / den).replace(/\B(?=(\d{3})+(?!\d))/g, marks[lang].group)
  const scale = 10n ** BigInt(places)
  const rest = (num % den) * scale
  const digits = String(rest / den).padStart(places, '0')
  const exact = rest % den === 0n
  const shown = exact ? digits.replace(/0+$/, '') : digits
  return whole + (shown === '' ? '' : marks[lang].decimal + shown) + (exact ? '' : '…')
}

/** Rupiah of a step: '275000/3' → 'Rp91.666,6666…'. */
export const rupiahText = (text: string, lang: Lang): string => `Rp${decimalText(readFraction(text), lang)}`

export const isWhole = (text: string): boolean => {
  const { num, den } = readFraction(text)
  return num === den
}
