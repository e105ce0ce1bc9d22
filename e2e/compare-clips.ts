/** How much two clips look and sound alike. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const STEP_SECONDS = 0.1

/** Peak signal to noise of each picture of one clip to that of the other, in dB; the same is 99. Small pictures: what
 *  counts is where things are, in which colour and when, not how an edge was scaled.
 *  @param late compares with pictures of the other that come so many later */
export async function pictureLikeness(one: string, other: string, late = 0): Promise<number[]> {
  const small = 'fps=30,scale=90:-2:flags=area:out_range=pc,format=rgb24'
  const [a, b] = await Promise.all(
    [one, other].map(async (file) => {
      const { stdout } = await run(
        'ffmpeg',
        ['-loglevel', 'error', '-i', file, '-vf', small, '-f', 'rawvideo', '-'],
        { encoding: 'buffer', maxBuffer: 256e6 },
      )
      return stdout
    }),
  )
  const size = await pictureBytes(one)
  const found: number[] = []
  if (!a || !b) return found
  for (let at = 0; (at + 1) * size <= a.length && (at + late + 1) * size <= b.length; at++) {
    let sum = 0
    for (let i = 0; i < size; i++) sum += ((a[at * size + i] ?? 0) - (b[(at + late) * size + i] ?? 0)) ** 2
    found.push(sum === 0 ? 99 : 10 * Math.log10(255 ** 2 / (sum / size)))
  }
  return found
}

async function pictureBytes(file: string): Promise<number> {
  const args = ['-loglevel', 'error', '-select_streams', 'v', '-show_entries', 'stream=width,height']
  const { stdout } = await run('ffprobe', [...args, '-of', 'csv=p=0', file])
  const [width = 0, height = 0] = stdout.trim().split(',').map(Number)
  return 90 * Math.round((90 * height) / width / 2) * 2 * 3
}

/** How loud it is (root mean square, 0 to 1), every tenth of a second. */
export async function loudness(file: string): Promise<number[]> {
  const { stdout } = await run(
    'ffmpeg',
    ['-loglevel', 'error', '-i', file, '-vn', '-ac', '1', '-ar', '48000', '-f', 's16le', '-'],
    { encoding: 'buffer', maxBuffer: 64e6 },
  )
  const values = new Int16Array(stdout.buffer, stdout.byteOffset, Math.floor(stdout.byteLength / 2))
  const step = 48_000 * STEP_SECONDS
  return Array.from({ length: Math.floor(values.length / step) }, (_, at) => {
    let power = 0
    for (let i = 0; i < step; i++) power += ((values[at * step + i] ?? 0) / 32_768) ** 2
    return Math.sqrt(power / step)
  })
}
