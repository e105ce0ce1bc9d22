/** Rupiah for people, from exact integers. Amounts travel as decimal strings of whole rupiah (scale 0) or
 *  of millionths of a rupiah (scale 6); they never pass through a floating-point number. */

export interface MoneyText {
  readonly sign: '' | '−' | '+'
  /** Grouped digits before the decimal mark. */
  readonly whole: string
  /** The decimal mark and `scale` digits, or '' when scale is 0. */
  readonly fraction: string
}

export function moneyText(
  amount: string | bigint,
  options: { scale: 0 | 6; lang: 'id' | 'en'; signed?: boolean },
): MoneyText {
  const value = typeof amount === 'bigint' ? amount : BigInt(amount)
  const size = 10n ** BigInt(options.scale)
  const positive = value < 0n ? -value : value
  const group = options.lang === 'id' ? '.' : ','
  const mark = options.lang === 'id' ? ',' : '.'
  const whole = String(positive / size).replace(/\B(?=(\d{3})+(?!\d))/g, group)
  const fraction = options.scale === 0 ? '' : mark + String(positive % size).padStart(options.scale, '0')
  const sign = value < 0n ? '−' : options.signed && value > 0n ? '+' : ''
  return { sign, whole, fraction }
}

/** One string, for titles, labels and files: `Rp12.345` or, with scale 6, `Rp12.345,678900`. */
export function moneyString(amount: string | bigint, scale: 0 | 6, lang: 'id' | 'en'): string {
  const text = moneyText(amount, { scale, lang })
  return `${text.sign}Rp${text.whole}${text.fraction}`
}
