/** NIK and NPWP, as far as form and arithmetic can tell. There is no check digit; that a number exists only its issuer
 *  can say. */
import type { Day } from '../../platform/clock.ts'

/** Region of first registration, then DDMMYY with 40 added to a woman's day, then a serial. The region is never
 *  compared with anything: people move. */
const nikForm = /^\d{6}(0[1-9]|[12]\d|3[01]|4[1-9]|[56]\d|7[01])(0[1-9]|1[0-2])\d{6}$/

export const digitsOf = (text: string): string => text.replace(/[\s.\-/]/g, '')

export const isNik = (nik: string): boolean => nikForm.test(nik) && !nik.endsWith('0000')

/** Whether a NIK can belong to somebody born on that day. */
export function fitsBirthDate(nik: string, born: Day): boolean {
  const [year = '', month = '', day = ''] = born.split('-')
  const said = Number(nik.slice(6, 8))
  return (
    (said === Number(day) || said === Number(day) + 40) &&
    nik.slice(8, 10) === month &&
    nik.slice(10, 12) === year.slice(2)
  )
}

/** An NPWP in its 16-digit form: old ones of 15 digits get a leading 0. @returns undefined when it is none */
export function npwp16(text: string): string | undefined {
  const digits = digitsOf(text)
  if (/^\d{15}$/.test(digits)) return `0${digits}`
  return /^\d{16}$/.test(digits) ? digits : undefined
}

/** Whether somebody born that day is younger than that many years on the other. Those born on 29 February have their
 *  birthday on 1 March in other years. */
export function isYounger(born: Day, years: number, today: Day): boolean {
  const [year = '', ...rest] = born.split('-')
  return `${String(Number(year) + years).padStart(4, '0')}-${rest.join('-')}` > today
}
