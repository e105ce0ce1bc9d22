/** The editor's engine on a page of its own in a real Chromium, with material made for the test, and a look into the
 *  files that it made. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, request as ask, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { browserPath } from '../platform/config/testing.ts'
import type { Scope } from '../platform/testing/index.ts'
import { buildEditorPage } from '../web/build-editor-page.ts'

const run = promisify(execFile)
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
  '.mp4': 'video/mp4',
}

export interface Tab {
  readonly page: Page
  /** Runs a scenario of web/src/editor/testing and gives what it tells. */
  play: (scenario: string, argument?: string) => Promise<unknown>
}
export interface EditorPage extends Tab {
  /** Another tab of the same browser. */
  openTab: () => Promise<Tab>
  /** Another browser, that knows nothing of this one. */
  openDevice: () => Promise<Tab>
  /** Where material and what was made lie. */
  readonly folder: string
  readonly made: Made
  /** What went wrong on a page and was caught by nobody. */
  readonly faults: readonly string[]
}

/** A stage whose calls the page's own server passes on, and who is logged in on it. */
export interface Behind {
  readonly url: string
  readonly cookie: string
}

export async function openEditorPage(t: Scope, behind?: Behind): Promise<EditorPage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'editor-page-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const built = path.join(folder, 'page')
  await Promise.all([buildEditorPage(built), makeMaterial(folder)])

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://stage')
    const name = path.basename(url.pathname)
    if (behind && /^\/(v1|media)\//.test(url.pathname)) return passOn(behind, request, response)
    if (request.method === 'POST') {
      const pieces: Buffer[] = []
      for await (const piece of request) pieces.push(piece)
      await writeFile(path.join(folder, name), Buffer.concat(pieces))
      response.end()
      return
    }
    const file = url.pathname.startsWith('/files/') ? path.join(folder, name) : path.join(built, url.pathname)
    const body = await readFile(file).catch(() => undefined)
    response.writeHead(body ? 200 : 404, { 'content-type': TYPES[path.extname(file)] ?? 'text/plain' })
    response.end(body)
  })
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
  t.after(() => server.close())
  const browser = await chromium.launch({
    executablePath: browserPath(),
    args: ['--no-sandbox', '--disable-gpu', '--autoplay-policy=no-user-gesture-required', '--no-first-run'],
  })
  t.after(() => browser.close())
  const faults: string[] = []
  const tabOf = async (context: BrowserContext): Promise<Tab> => {
    const page = await context.newPage()
    page.on('pageerror', (error) => process.stderr.write(`${error.stack ?? error.message}\n`))
    await page.goto(`http://127.0.0.1:${port}/src/editor/testing/page.html`)
    await page.waitForFunction('"scenarios" in globalThis')
    return {
      page,
      play: (name, argument = name) =>
        page.evaluate(`scenarios[${JSON.stringify(name)}](${JSON.stringify(argument)})`),
    }
  }
  const context = await browser.newContext()
  return {
    ...(await tabOf(context)),
    openTab: () => tabOf(context),
    openDevice: async () => tabOf(await browser.newContext()),
    made: lookInto(folder),
    folder,
    faults,
  }
}

function passOn(behind: Behind, request: IncomingMessage, response: ServerResponse): void {
  const { host: _, origin: _origin, ...headers } = request.headers
  const asked = ask(
    new URL(request.url ?? '/', behind.url),
    {
      method: request.method ?? 'GET',
      headers: { ...headers, origin: behind.url, cookie: behind.cookie },
    },
    (answer) => {
      const { location, ...rest } = answer.headers
      response.writeHead(answer.statusCode ?? 502, {
        ...rest,
        ...(location === undefined ? {} : { location: location.replace(behind.url, '') }),
      })
      answer.pipe(response)
    },
  )
  asked.on('error', () => response.destroy())
  request.pipe(asked)
}

async function makeMaterial(folder: string): Promise<void> {
  const ffmpeg = (...args: string[]): Promise<unknown> =>
    run('ffmpeg', ['-loglevel', 'error', '-y', ...args], { cwd: folder })
  const x264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-preset', 'ultrafast']
  const colour = (name: string, size: string, rate: number, seconds: number): string[] => [
    '-f',
    'lavfi',
    '-i',
    `color=${name}:s=${size}:r=${rate}:d=${seconds}`,
  ]
  const moving = (source: string, size: string, rate: number, seconds: number): string[] => [
    '-f',
    'lavfi',
    '-i',
    `${source}=s=${size}:r=${rate}:d=${seconds}`,
  ]
  const tone = (hertz: number, seconds: number): string[] => [
    '-f',
    'lavfi',
    '-i',
    `sine=f=${hertz}:r=48000:d=${seconds}`,
  ]
  await Promise.all([
    ffmpeg(
      ...colour('red', '720x1280', 30, 3),
      ...tone(440, 3),
      ...x264,
      '-g',
      '60',
      '-c:a',
      'aac',
      'red.mp4',
    ),
    ffmpeg(
      ...colour('blue', '640x480', 25, 2),
      ...tone(880, 2),
      '-c:v',
      'libvpx',
      '-deadline',
      'realtime',
      '-c:a',
      'libopus',
      'blue.webm',
    ),
    ffmpeg(...colour('lime', '300x500', 1, 1), '-frames:v', '1', 'green.png'),
    ffmpeg(...tone(1320, 1), 'song.wav'),
    ffmpeg(...tone(220, 2), 'hum.wav'),
    // Pictures that tell their moment: a counter and things that move.
    ffmpeg(...moving('testsrc2', '720x1280', 30, 4), ...tone(440, 4), ...x264, '-c:a', 'aac', 'moving.mp4'),
    ffmpeg(...moving('testsrc', '640x480', 25, 3), ...tone(880, 3), ...x264, '-c:a', 'aac', 'other.mp4'),
    ffmpeg(...colour('red', '320x240', 30, 1), ...x264, 'silent.mp4'),
    // Top left red, top right lime, bottom left blue, bottom right white.
    ffmpeg(
      '-f',
      'lavfi',
      '-i',
      "nullsrc=s=200x200,geq=r='if(lt(X,100),if(lt(Y,100),255,0),if(lt(Y,100),0,255))':g='if(gt(X,99),255,0)':b='if(gt(Y,99),255,0)'",
      '-frames:v',
      '1',
      '-pix_fmt',
      'rgb24',
      'quarters.png',
    ),
  ])
  // Left half red, right half blue, to be shown turned by a quarter.
  await ffmpeg(
    '-f',
    'lavfi',
    '-i',
    'color=red:s=640x360:r=30:d=1,drawbox=x=320:y=0:w=320:h=360:color=blue:t=fill',
    ...x264,
    'across.mp4',
  )
  await ffmpeg('-display_rotation', '90', '-i', 'across.mp4', '-c', 'copy', 'rotated.mp4').catch(() =>
    ffmpeg('-i', 'across.mp4', '-c', 'copy', '-metadata:s:v:0', 'rotate=270', 'rotated.mp4'),
  )
  const whole = await readFile(path.join(folder, 'red.mp4'))
  await writeFile(path.join(folder, 'broken.mp4'), whole.subarray(0, 3000))
  await writeFile(path.join(folder, 'words.mp4'), 'no clip at all, only words\n'.repeat(90))
  await writeFile(
    path.join(folder, 'broken.png'),
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0]),
  )
}

export interface Stream {
  readonly codec_name: string
  readonly codec_tag_string: string
  readonly codec_type: string
  readonly pix_fmt?: string
  readonly width?: number
  readonly height?: number
  readonly nb_read_packets?: string
}
type Colour = readonly [red: number, green: number, blue: number]
export interface Made {
  probe: (name: string) => Promise<{ seconds: number; video: Stream; audio: Stream | undefined }>
  /** The mean colour of a region (fractions) of the picture shown at that second. */
  colourAt: (
    name: string,
    second: number,
    region?: readonly [number, number, number, number],
  ) => Promise<Colour>
  /** Loudness (root mean square, 0 to 1) and pitch in Hz of a stretch. */
  soundAt: (name: string, second: number, seconds: number) => Promise<{ loud: number; hertz: number }>
  keyFrames: (name: string) => Promise<number[]>
}

function lookInto(folder: string): Made {
  const ffmpeg = async (args: string[]): Promise<Buffer> => {
    const { stdout } = await run('ffmpeg', ['-loglevel', 'error', ...args, '-'], {
      cwd: folder,
      encoding: 'buffer',
      maxBuffer: 64e6,
    })
    return stdout
  }
  const ffprobe = async (...args: string[]): Promise<string> =>
    (await run('ffprobe', ['-loglevel', 'error', ...args], { cwd: folder })).stdout
  return {
    async probe(name) {
      const told: { streams: Stream[]; format: { duration: string } } = JSON.parse(
        await ffprobe('-count_packets', '-show_streams', '-show_format', '-of', 'json', name),
      )
      const video = told.streams.find(({ codec_type }) => codec_type === 'video')
      if (!video) throw new Error(`${name} has no picture`)
      const audio = told.streams.find(({ codec_type }) => codec_type === 'audio')
      return { seconds: Number(told.format.duration), video, audio }
    },
    async colourAt(name, second, [x, y, w, h] = [0.3, 0.3, 0.4, 0.4]) {
      const crop = `crop=iw*${w}:ih*${h}:iw*${x}:ih*${y},scale=1:1:flags=area`
      const raw = await ffmpeg([
        ...(second > 0 ? ['-ss', String(second)] : []),
        ...['-i', name, '-frames:v', '1', '-vf', crop, '-f', 'rawvideo', '-pix_fmt', 'rgb24'],
      ])
      return [raw[0] ?? 0, raw[1] ?? 0, raw[2] ?? 0]
    },
    async soundAt(name, second, seconds) {
      const raw = await ffmpeg([
        ...['-ss', String(second), '-t', String(seconds), '-i', name],
        ...['-vn', '-ac', '1', '-ar', '48000', '-f', 's16le'],
      ])
      const values = new Int16Array(raw.buffer, raw.byteOffset, Math.floor(raw.byteLength / 2))
      let power = 0
      let rises = 0
      values.forEach((value, i) => {
        power += (value / 32_768) ** 2
        if (i > 0 && (values[i - 1] ?? 0) < 0 && value >= 0) rises++
      })
      return { loud: Math.sqrt(power / Math.max(1, values.length)), hertz: rises / (values.length / 48_000) }
    },
    async keyFrames(name) {
      const lines = await ffprobe(
        ...['-select_streams', 'v', '-show_entries', 'packet=pts_time,flags', '-of', 'csv=p=0', name],
      )
      return lines.split('\n').flatMap((line) => (line.includes('K') ? [Number(line.split(',')[0])] : []))
    },
  }
}
