/** Logs in the form of KuaiRand's, small and made up: three tastes, each user clicks what is of theirs. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const users = 48
const videos = 60
const tastes = 3
const hourMs = 3_600_000

/** @param random 0 ≤ x < 1 */
export function writeMadeUpLogs(folder: string, random: () => number): void {
  const below = (limit: number): number => Math.floor(random() * limit)
  const write = (path: string, lines: readonly string[]): void =>
    writeFileSync(join(folder, path), gzipSync(`${lines.join('\n')}\n`))
  const each = <T>(count: number, of: (at: number) => T): T[] =>
    Array.from({ length: count }, (_, at) => of(at))
  mkdirSync(join(folder, 'kuairand-pure'), { recursive: true })
  mkdirSync(join(folder, 'kuairand-27k-likehate'), { recursive: true })

  const shown = (day: number): string => {
    const hour = below(24)
    const user = below(users)
    const video = below(videos)
    const isTheirs = user % tastes === video % tastes
    const isClicked = random() < (isTheirs ? 0.8 : 0.2) ? 1 : 0
    const durationMs = 5_000 + 1_000 * (video % 7)
    const watchMs = Math.floor(durationMs * (isClicked === 1 ? 0.6 + random() : 0.3 * random()))
    const isLong = isClicked === 1 && random() < 0.8 ? 1 : 0
    const isLiked = isClicked === 1 && random() < 0.2 ? 1 : 0
    const timeMs = Date.UTC(2022, 3, 24 + day) + hour * hourMs + below(hourMs)
    const date = day <= 6 ? 20220424 + day : 20220494 + day
    return [
      ...[user, video, date, hour * 100, timeMs, isClicked, isLiked, 0, 0, 0, 0],
      ...[isLong, watchMs, durationMs, 0, 0, 0, user % 2],
    ].join()
  }
  const log = (from: number, to: number): string[] => [
    'user_id,video_id,date',
    ...each(to - from + 1, (day) => each(150, () => shown(from + day))).flat(),
  ]
  write('kuairand-pure/val_20220425_20220430.csv.gz', log(1, 6))
  write('kuairand-pure/test_20220501_20220508.csv.gz', log(7, 14))
  write('kuairand-pure/video_features_basic.csv.gz', [
    'video_id',
    ...each(
      videos,
      (video) =>
        `${video},author ${video % 9},NORMAL,2022-04-10,Import,0,9,720,1280,music ${video % 5},9,"${video % tastes},x"`,
    ),
  ])
  write('kuairand-pure/user_features.csv.gz', [
    'user_id',
    ...each(users, (user) => `${user},active,0,1,1,${user},"(0,10]",5,a`),
  ])
  write('kuairand-pure/history_until_20220424.csv.gz', [
    'user_id,history_len,last_time_ms,watch_seq,like_seq,long_watch_seq',
    ...each(users, (user) => {
      const watched = each(6, () => (user % tastes) + tastes * below(videos / tastes)).join(' ')
      return `${user},6,0,${watched},"",${watched}`
    }),
  ])
  write('kuairand-27k-likehate/standard_kcore15.tsv.gz', [
    'user_id\tvideo_id',
    ...each(1_400, (at) => {
      const day = Math.floor(at / 100)
      const user = below(40)
      const isLike = random() < (user % 4 === 0 ? 0.2 : 0.9) ? 1 : 0
      const timeMs = Date.UTC(2022, 3, 8 + day) + (at % 100) * 60_000
      return [user, below(50), 20220408 + day, 1200, timeMs, ...each(6, () => 0), 9_000, 0, 0, isLike].join(
        '\t',
      )
    }),
  ])
}
