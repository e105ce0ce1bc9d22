/** Does what the model foretells come true? Predicted ÷ actual, of lessons that the calibration has not seen: those since
 *  its last fit, or, while they are few, those before it by the fit of then. Goal: 0.95 to 1.05 (recsys.md §5). */
import { type Chance, chances } from './heads.ts'
import { ledgerAt, type Model, recentMax } from './model.ts'

export interface Foretold {
  readonly head: Chance
  /** How often it was expected, and how often it came. */
  readonly predicted: number
  readonly actual: number
}

export interface ForetoldFigures {
  readonly lessons: number
  /** Of the chances; how long clips are watched has figures of its own (watch-figures.ts). */
  readonly heads: readonly Foretold[]
}

/** With fewer lessons the fit before it is told of. */
const enough = 500

export interface ForetoldBook {
  /** Before the hour's fit may come: sums up what came since the last one. */
  look(): void
  /** The calibration was fitted anew. */
  turn(): void
  /** null: too few lessons yet. */
  figures(): ForetoldFigures | null
}

export function createForetold({ ledger, said, came, calibration }: Model): ForetoldBook {
  let since = 0
  let now: ForetoldFigures | null = null
  let before: ForetoldFigures | null = null

  return {
    look() {
      const learned = ledger[ledgerAt.learned] ?? 0
      // Gone back to an earlier model.
      if (learned < since) since = learned
      const lessons = Math.min(recentMax, learned - since)
      if (lessons < enough) return
      now = {
        lessons,
        heads: chances.flatMap((head, at) => {
          const [scores, outcomes] = [said[at], came[at]]
          if (!scores || !outcomes) return []
          let predicted = 0
          let actual = 0
          for (let lesson = learned - lessons; lesson < learned; lesson++) {
            const score = scores[lesson % recentMax] ?? 0
            predicted += calibration.at(at, Math.log(score / (1 - score)))
            actual += outcomes[lesson % recentMax] ?? 0
          }
          return [{ head, predicted, actual }]
        }),
      }
    },
    turn() {
      since = ledger[ledgerAt.learned] ?? 0
      before = now ?? before
      now = null
    },
    figures: () => now ?? before,
  }
}
