/** Who writes captions from sound. An engine is a local program behind this interface; a stage without one says so. */

export interface Listening {
  /** A mono WAV of 16,000 samples a second. */
  readonly wavPath: string
  /** Where the program may leave files; it is gone afterwards. */
  readonly folder: string
  readonly lang: string
  readonly durationMs: number
  readonly signal: AbortSignal
  /** How far it has listened, where it tells. */
  readonly onHeard: (ms: number) => void
}

export type Heard =
  /** What it printed: WebVTT, SRT, JSON, or lines with times in brackets. */
  | { readonly kind: 'printed'; readonly text: string }
  /** It can not be started: the operator's to mend. */
  | { readonly kind: 'missing'; readonly why: string }
  | { readonly kind: 'too_heavy' }
  | { readonly kind: 'failed'; readonly why: string }
  /** It was ended from outside; another try may go well. */
  | { readonly kind: 'again'; readonly why: string }

export interface CaptionEngine {
  readonly langs: readonly string[]
  listen(listening: Listening): Promise<Heard>
}
