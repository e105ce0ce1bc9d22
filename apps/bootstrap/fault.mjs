/** An expected fault: its text is for a person, and no stack is shown. English first, Indonesian below. */
export class Fault extends Error {
  /**
   * @param {string} en what happened and what to do
   * @param {string} [id] the same in Indonesian
   */
  constructor(en, id) {
    super(id ? `${en}\n${id}` : en)
    this.name = 'Fault'
  }
}

/** A fault of a program that we ran: its last words follow the explanation. */
export class Trouble extends Fault {
  /**
   * @param {string} en
   * @param {string} id
   * @param {string} output everything that the program printed
   */
  constructor(en, id, output) {
    super(en, id)
    this.detail = lastLines(output, 15)
  }
}

/**
 * @param {string} text
 * @param {number} count
 */
export function lastLines(text, count) {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(-count)
    .join('\n')
}
