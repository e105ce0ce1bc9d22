/** 65 300 ms → `1:05`; with tenths `1:05.3`. */
export function clockText(ms: number, tenths = false): string {
  const all = Math.max(0, tenths ? Math.floor(ms / 100) / 10 : Math.floor(ms / 1000))
  const minutes = Math.floor(all / 60)
  const rest = all - minutes * 60
  const seconds = tenths ? rest.toFixed(1).padStart(4, '0') : String(Math.floor(rest)).padStart(2, '0')
  return `${minutes}:${seconds}`
}
