/** Files that are odd by themselves, each with the answer that it gets. Made one at a time, when they are asked for. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { foldedIndex, foldedPictures } from './bombs.ts'
import type { Sample } from './lane.ts'

const run = promisify(execFile)
const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']
const aac = ['-c:a', 'aac']
const hevc = [
  '-c:v',
  'libx265',
  '-preset',
  'ultrafast',
  '-x265-params',
  'log-level=none',
  '-pix_fmt',
  'yuv420p10le',
]
const bt2020 = ['-color_primaries', 'bt2020', '-colorspace', 'bt2020nc']

export interface Oddity {
  readonly name: string
  readonly expect?: string
  make(folder: string): Promise<Uint8Array>
}

interface Shape {
  readonly size?: string
  readonly rate?: number
  readonly seconds?: number
  readonly sound?: boolean
  readonly file?: string
}

const clip =
  (
    args: readonly string[],
    { size = '192x112', rate = 15, seconds = 2, sound = true, file = 'odd.mp4' }: Shape = {},
  ) =>
  (folder: string): Promise<Uint8Array> => {
    const heard = sound ? ['-f', 'lavfi', '-i', `sine=f=440:d=${seconds}`] : []
    const picture = ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=${rate}:d=${seconds}`]
    return ffmpeg(folder, file, [...picture, ...heard, ...args])
  }

async function ffmpeg(folder: string, file: string, args: readonly string[]): Promise<Uint8Array> {
  const path = join(folder, file)
  await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args, path])
  return readFile(path)
}

const changed =
  (make: (folder: string) => Promise<Uint8Array>, change: (content: Buffer) => Uint8Array) =>
  async (folder: string): Promise<Uint8Array> =>
    change(Buffer.from(await make(folder)))

const plain = clip([...x264, ...aac, '-movflags', '+faststart'])
const late = clip([...x264, ...aac])

/** Cut at twenty points: with its index first it loses pictures, with its index last it loses everything. */
const truncated: Oddity[] = Array.from({ length: 20 }, (_, at) => ({
  name: `cut at ${at + 1} of 21, index ${at % 2 ? 'first' : 'last'}`,
  make: changed(at % 2 ? plain : late, (content) =>
    content.subarray(0, Math.floor((content.length * (at + 1)) / 21)),
  ),
}))

const tracks = (count: number): string[] => Array.from({ length: count }, () => ['-map', '1']).flat()

export const oddities: readonly Oddity[] = [
  { name: 'portrait', expect: 'plays', make: clip([...x264, ...aac], { size: '112x192' }) },
  {
    name: 'turned',
    expect: 'plays',
    make: async (folder) => {
      await clip([...x264, ...aac], { file: 'upright.mp4' })(folder)
      const args = ['-i', join(folder, 'upright.mp4'), '-c', 'copy', '-metadata:s:v', 'rotate=90']
      return ffmpeg(folder, 'turned.mp4', args)
    },
  },
  {
    name: 'a variable frame rate',
    expect: 'plays',
    make: clip(['-vf', "select='not(mod(n,3))+gt(n,20)'", '-fps_mode', 'vfr', ...x264, ...aac], {
      file: 'odd.mkv',
    }),
  },
  {
    name: 'HLG in 10 bits',
    expect: 'plays',
    make: clip([...hevc, '-color_trc', 'arib-std-b67', ...bt2020, ...aac]),
  },
  {
    name: 'PQ in 10 bits',
    expect: 'plays',
    make: clip([...hevc, '-color_trc', 'smpte2084', ...bt2020, ...aac]),
  },
  {
    name: 'three sounds',
    expect: 'plays',
    make: clip(['-map', '0', ...tracks(3), ...x264, ...aac], { file: 'odd.mkv' }),
  },
  ...truncated,
  {
    name: 'a WebM called mp4',
    expect: 'plays',
    make: clip(['-c:v', 'libvpx', '-c:a', 'libopus'], { file: 'odd.webm' }),
  },
  { name: 'one picture a second', expect: 'plays', make: clip([...x264, ...aac], { rate: 1, seconds: 4 }) },
  {
    name: '240 pictures a second',
    expect: 'plays',
    make: clip([...x264, ...aac], { rate: 240, seconds: 1 }),
  },
  { name: '8 pixels', expect: 'media_too_small', make: clip([...x264, ...aac], { size: '8x8' }) },
  {
    name: '8k',
    expect: 'plays',
    make: clip([...x264], { size: '7680x4320', rate: 2, seconds: 1, sound: false }),
  },
  {
    name: 'larger than 8k',
    expect: 'media_too_big',
    make: clip([...x264], { size: '8400x64', rate: 2, seconds: 1, sound: false }),
  },
  {
    name: 'no channels in its sound',
    // QTFF, sound sample description: the channels are 20 bytes behind the type.
    make: changed(clip([...x264, '-c:a', 'pcm_s16le'], { file: 'odd.mov' }), (content) => {
      content.writeUInt16BE(0, content.indexOf('sowt', content.indexOf('stsd')) + 20)
      return content
    }),
  },
  {
    name: 'a thousand tracks',
    expect: 'media_too_heavy',
    make: clip(['-map', '0', ...tracks(999), ...x264, '-c:a', 'pcm_u8', '-ar', '8000', '-t', '0.5'], {
      file: 'odd.mkv',
    }),
  },
  {
    name: 'longer than allowed',
    expect: 'media_too_long',
    make: clip([...x264], { rate: 2, seconds: 30, sound: false }),
  },
  {
    name: 'a bomb of one colour',
    expect: 'media_too_big',
    make: clip([...x264, '-qp', '51'], { size: '8000x8000', rate: 2, seconds: 1, sound: false }),
  },
  {
    name: 'a bomb in MJPEG',
    expect: 'media_broken',
    make: clip(['-c:v', 'mjpeg', '-q:v', '31'], {
      size: '16000x4000',
      rate: 1,
      seconds: 2,
      sound: false,
      file: 'odd.avi',
    }),
  },
  {
    name: 'an index that unfolds to 256 MiB',
    expect: 'media_too_short',
    make: async () => foldedIndex(),
  },
  { name: 'packets that unfold to 540 MB', make: async () => foldedPictures() },
  {
    name: 'a web page before it',
    make: changed(plain, (content) => Buffer.concat([Buffer.from('<script>alert(1)</script>'), content])),
  },
  {
    name: 'an archive behind it',
    expect: 'plays',
    make: changed(plain, (content) => Buffer.concat([content, zip])),
  },
  {
    name: 'a picture before it',
    make: changed(plain, (content) => Buffer.concat([Buffer.from('GIF89a\u0001\0\u0001\0\0\0\0;'), content])),
  },
  {
    name: 'a playlist in its title',
    expect: 'plays',
    make: clip([
      ...x264,
      ...aac,
      '-metadata',
      'title=#EXTM3U file:///etc/passwd',
      '-metadata',
      'comment=Summary: I: -99 LUFS',
    ]),
  },
  {
    name: 'a playlist that asks for a file',
    expect: 'media_unreadable',
    make: async () =>
      Buffer.from(
        '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXTINF:1,\nhttp://127.0.0.1/x\n#EXT-X-ENDLIST\n',
      ),
  },
  {
    name: 'a playlist with the head of an MP4',
    expect: 'media_truncated',
    make: async () =>
      Buffer.concat([
        Buffer.from('\0\0\0\u0014ftypisom\0\0\u0002\0isom\n', 'latin1'),
        Buffer.from('#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n'),
      ]),
  },
  {
    name: 'a manifest of DASH',
    expect: 'media_unreadable',
    make: async () =>
      Buffer.from(
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT1S">' +
          '<Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1">' +
          '<BaseURL>file:///etc/passwd</BaseURL></Representation></AdaptationSet></Period></MPD>',
      ),
  },
  {
    name: 'a script of ffmpeg',
    expect: 'media_unreadable',
    make: async () => Buffer.from("ffconcat version 1.0\nfile '/etc/passwd'\n"),
  },
  {
    name: 'a drawing with an address',
    expect: 'media_unreadable',
    make: async () =>
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'),
  },
  { name: 'nothing but zeros', expect: 'media_unreadable', make: async () => Buffer.alloc(100_000) },
  { name: 'more than allowed', expect: 'upload_too_large', make: async () => Buffer.alloc(64e6 + 1) },
  { name: 'nothing', expect: 'upload_empty', make: async () => Buffer.alloc(0) },
]

/** The end of an empty archive: what unpackers look for from behind. */
const zip = Buffer.concat([Buffer.from('PK\u0005\u0006'), Buffer.alloc(18)])

export const asSample = async (one: Oddity, folder: string): Promise<Sample> => ({
  name: one.name,
  content: await one.make(folder),
  again: `--sample='${one.name}'`,
  ...(one.expect === undefined ? {} : { expect: one.expect }),
})
