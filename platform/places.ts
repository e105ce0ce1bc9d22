/** Small whole numbers by their places: as many as the largest that was named, and nothing to chase through memory. */
export interface Places {
  /** What was set there last. */
  at(place: number): number
  set(place: number, value: number): void
}

/** @param none what stands where nothing was set */
export function createPlaces(none: number): Places {
  let values = new Int32Array(1_024).fill(none)
  return {
    at: (place) => (place >= 0 && place < values.length ? (values[place] ?? none) : none),
    set(place, value) {
      if (place >= values.length) {
        const longer = new Int32Array(2 * place).fill(none)
        longer.set(values)
        values = longer
      }
      values[place] = value
    },
  }
}

/** A set of small numbers that is emptied at once, to be used within one turn of the event loop. */
export interface Marks {
  clear(): void
  add(place: number): void
  has(place: number): boolean
}

export function createMarks(): Marks {
  const turns = createPlaces(0)
  let turn = 1
  return {
    clear() {
      turn = turn === 2 ** 31 - 1 ? 1 : turn + 1
    },
    add: (place) => turns.set(place, turn),
    has: (place) => turns.at(place) === turn,
  }
}
