/** What `ffmpeg -progress` says: blocks of `key=value` lines, each closed by `progress=continue|end`. */
export interface Progress {
  /** Media time written so far. */
  readonly outMs: number
  readonly frames: number
}

/** Fed with pieces of standard output, answers the newest complete figures. */
export function progressReader(): { push(piece: string): void; read(): Progress } {
  let rest = ''
  let outMs = 0
  let frames = 0
  return {
    push(piece) {
      const lines = (rest + piece).split('\n')
      // A line without an end can't grow for ever: ffmpeg's lines are short.
      rest = (lines.pop() ?? '').slice(-200)
      for (const line of lines) {
        const value = Number(line.slice(line.indexOf('=') + 1))
        if (!Number.isFinite(value)) continue
        if (line.startsWith('out_time_us=')) outMs = Math.max(outMs, Math.round(value / 1000))
        else if (line.startsWith('frame=')) frames = Math.max(frames, value)
      }
    },
    read: () => ({ outMs, frames }),
  }
}
