/** Stands in for `devalue` in the browser. The router uses it to read what servers render, which a static app
 *  never has, and to keep page state in the history, for which JSON is enough. It saves every visitor 5 kB. */
export const stringify = (value: unknown): string => JSON.stringify(value)
export const parse = (text: string): unknown => JSON.parse(text)

const absent = (): never => {
  throw new Error('a static app has no server data')
}
export { absent as stringifyAsync, absent as uneval, absent as unflatten }
