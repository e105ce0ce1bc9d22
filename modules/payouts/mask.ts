/** What is left of a value where nobody needs all of it. */

/** `Sari Senja` → `S••• S••••` */
export const maskName = (name: string): string =>
  name.replace(/\S+/gu, (word) => {
    const [first = '', ...rest] = [...word]
    return first + '•'.repeat(rest.length)
  })

/** All but the last four characters; of short ones nothing. */
export const maskNumber = (number: string): string =>
  number.length <= 6 ? '•'.repeat(number.length) : '•'.repeat(number.length - 4) + number.slice(-4)

export const maskDate = (day: string): string => `${day.slice(0, 4)}-••-••`
