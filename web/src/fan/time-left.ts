/** What is left until an instant, in the two largest units that matter to someone who waits. Pure. */
export interface TimeLeft {
  readonly days: number
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
  readonly over: boolean
}

export function timeLeft(until: number, now: number): TimeLeft {
  const whole = Math.max(0, Math.ceil((until - now) / 1000))
  return {
    days: Math.floor(whole / 86_400),
    hours: Math.floor((whole % 86_400) / 3600),
    minutes: Math.floor((whole % 3600) / 60),
    seconds: whole % 60,
    over: whole === 0,
  }
}

/** `2 d 5 h`, `5:07:09`, `07:09`: digits of one width, so that a clock does not dance. */
export function clockText(left: TimeLeft, words: { day: string; hour: string }): string {
  const two = (of: number): string => String(of).padStart(2, '0')
  if (left.days > 0) return `${left.days} ${words.day} ${left.hours} ${words.hour}`
  if (left.hours > 0) return `${left.hours}:${two(left.minutes)}:${two(left.seconds)}`
  return `${two(left.minutes)}:${two(left.seconds)}`
}
