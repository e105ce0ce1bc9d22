/** What a NIK's own digits say, while it is being typed: six of the region, six of the birth date (women: day + 40),
 *  four of a serial number. There is no check digit; the server looks again. */

export type NikReading =
  | { readonly kind: 'typing'; readonly digits: number }
  | { readonly kind: 'no-date' }
  | { readonly kind: 'too-long' }
  /** `differs`: the birth date entered is another one. */
  | {
      readonly kind: 'date'
      readonly day: number
      readonly month: number
      readonly complete: boolean
      readonly differs: boolean
    }

export const digitsOf = (text: string): string => text.replace(/\D/g, '')

/** @param birthDate 'YYYY-MM-DD', or '' while it is not known */
export function readNik(text: string, birthDate: string): NikReading {
  const digits = digitsOf(text)
  if (digits.length > 16) return { kind: 'too-long' }
  if (digits.length < 12) return { kind: 'typing', digits: digits.length }
  const told = Number(digits.slice(6, 8))
  const day = told > 40 ? told - 40 : told
  const month = Number(digits.slice(8, 10))
  if (day < 1 || day > 31 || month < 1 || month > 12) return { kind: 'no-date' }
  const born = `${digits.slice(10, 12)}-${digits.slice(8, 10)}-${String(day).padStart(2, '0')}`
  return {
    kind: 'date',
    day,
    month,
    complete: digits.length === 16,
    differs: birthDate !== '' && birthDate.slice(2) !== born,
  }
}

/** 3174015705010001 → 3174 0157 0501 0001 */
export const inFours = (text: string): string => digitsOf(text).replace(/(\d{4})(?=\d)/g, '$1 ')

/** Whole years from a birth date to a day, both 'YYYY-MM-DD'. */
export function yearsBetween(birthDate: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years
}
