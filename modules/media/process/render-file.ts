/** Makes one file from several stored ones by an ffmpeg command that a later module wrote, under the same limits as
 *  everything that reads files of strangers. */
import { mkdir, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { assert, present } from '../../../platform/errors.ts'
import { fence, nameless, progress, quiet } from '../probe/fence.ts'
import { probeArgs } from '../probe/ffmpeg-args.ts'
import { decoders, demuxers, isFullRange, isHdr, pictureLimits, soundDemuxers } from '../probe/judge-file.ts'
import { type Probe, readProbe } from '../probe/read-probe.ts'
import { progressReader } from '../probe/read-progress.ts'
import { type Ending, runConfined } from '../probe/run-confined.ts'
import { findAssets } from '../store.ts'
import type { Workshop } from '../workshop/workshop.ts'

export interface RenderInput {
  /** Its original is read. */
  readonly assetId: string
  /** A still picture is opened by the readers of pictures, everything else never is. */
  readonly picture?: boolean
  /** Options of this input, such as `-ss 1.5`. */
  readonly options?: readonly string[]
}

export interface OpenedInput {
  readonly args: readonly string[]
  /** Of the shown picture; undefined where there is none. Of a still picture only its place is known. */
  readonly video:
    | {
        readonly index: number
        readonly durationMs: number
        /** Lines as stored: what says which colours an unmarked file is in. */
        readonly lines: number
        readonly isFullRange: boolean
        /** The curve of an HDR file. */
        readonly hdr: string | undefined
      }
    | undefined
  /** The stream that is heard. */
  readonly audioIndex: number | undefined
  /** One channel alone: by itself ffmpeg would put it on both sides at 0.71 of its strength. */
  readonly isMono: boolean
}

export interface RenderRequest {
  /** Names the work: a-z, 0-9 and `-`. Two of the same name never run at once on the whole stage. */
  readonly key: string
  readonly inputs: readonly RenderInput[]
  /** @param inputs what was found in each, with its own fenced arguments, to be put in this order
   *  @returns inputs, graph, maps and encoding, without the output file; undefined when nothing can be made of them */
  readonly args: (inputs: readonly OpenedInput[]) => readonly string[] | undefined
  /** The name of what is made. */
  readonly file: 'clip.mp4' | 'sound.m4a'
  /** How much work it is: seconds of one free processor, at a guess. Ten times that and a minute is the limit. */
  readonly weight: number
  readonly signal: AbortSignal
  /** Told the media time that is made, at most twice a second. */
  readonly onProgress?: (madeMs: number) => void
}

export type Rendered<T> =
  | { readonly kind: 'made'; readonly value: T }
  /** An input is not there, or ffmpeg said no. */
  | { readonly kind: 'failed'; readonly why: string }
  /** It ran into a limit of time, processor, memory or size. */
  | { readonly kind: 'too-heavy'; readonly why: string }
  /** The same work runs elsewhere. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'aborted' }

/** Of what is heard or moves. */
const formats = [...demuxers, ...soundDemuxers]
/** Pictures are told apart by their content; of those that move, the first is taken. */
const pictureDemuxers = ['png_pipe', 'jpeg_pipe', 'webp_pipe', 'gif', 'mov']
const pictureDecoders = ['png', 'mjpeg', 'webp', 'gif', 'av1', 'libdav1d', 'libaom-av1']
/** ffmpeg has a thread for each input, and glibc sets 64 MiB of addresses aside for each thread that allocates: without
 *  this, a clip of eighty shots runs into the limit of addresses with most of them unused. */
const tightMemory = ['env', 'MALLOC_ARENA_MAX=1'] as const

/** @param keep moves the file away; what it leaves is removed
 *  @throws Error when it is no fault of the files: ffmpeg is missing, or someone killed it */
export async function renderFile<T>(
  shop: Workshop,
  request: RenderRequest,
  keep: (path: string) => Promise<T>,
): Promise<Rendered<T>> {
  assert(/^[a-z0-9-]{1,80}$/.test(request.key), 'a render is named by a-z, 0-9 and -')
  const assets = new Map<string, string>(
    (await findAssets(shop.db, [...new Set(request.inputs.map((input) => input.assetId))])).map((asset) => [
      asset.id,
      asset.originalKey,
    ]),
  )
  const missing = request.inputs.find((input) => !assets.has(input.assetId))
  if (missing) return { kind: 'failed', why: `there is no asset ${missing.assetId}` }

  const result: { rendered: Rendered<T> } = { rendered: { kind: 'busy' } }
  await shop.db.exclusively(`media.render/${request.key}`, async () => {
    const folder = join(shop.folder, 'scratch', `render-${request.key}`)
    // A worker that was killed may have left half a file.
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    try {
      result.rendered = await withFiles(shop, [...assets], new Map(), (paths) =>
        renderIn(shop, request, folder, paths, keep),
      )
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    }
  })
  return result.rendered
}

/** Lends all of them at once; a remote store brings them one after the other. */
function withFiles<T>(
  shop: Workshop,
  files: readonly (readonly [id: string, key: string])[],
  paths: ReadonlyMap<string, string>,
  work: (paths: ReadonlyMap<string, string>) => Promise<T>,
): Promise<T> {
  const [first, ...rest] = files
  if (!first) return work(paths)
  const [id, key] = first
  return shop.storage.withLocalFile(key, (path) =>
    withFiles(shop, rest, new Map([...paths, [id, resolve(path)]]), work),
  )
}

async function renderIn<T>(
  shop: Workshop,
  request: RenderRequest,
  folder: string,
  paths: ReadonlyMap<string, string>,
  keep: (path: string) => Promise<T>,
): Promise<Rendered<T>> {
  const { config } = shop
  const probes = await readAll(shop, request, folder, paths)
  if (probes.kind !== 'read') return probes
  const inputs = request.inputs.map((input) => ({
    args: inputArgs(shop, request, input, present(paths.get(input.assetId), 'each file is lent')),
    ...(input.picture ? still : opened(probes.found.get(input.assetId))),
  }))
  const args = request.args(inputs)
  if (!args) return { kind: 'failed', why: 'nothing can be made of what is in the files' }
  const output = join(folder, request.file)
  const reader = progressReader()
  let toldAt = 0
  const ending = await runConfined({
    command: [
      ...tightMemory,
      config.FFMPEG,
      ...[...quiet, ...progress],
      ...['-filter_complex_threads', String(threadsFor(shop, request))],
      ...args,
      ...nameless,
      ...['-fs', String(config.MAX_BYTES), '-movflags', '+faststart', '-f', 'mp4', '-y', `file:${output}`],
    ],
    folder,
    cpuSeconds: 60 + request.weight * 10,
    wallMs: 120_000 + request.weight * 30_000,
    fileBytes: config.MAX_BYTES * 1.2 + 32e6,
    nice: 5,
    memoryBytes: config.MEMORY_MB * 1024 * 1024,
    stdoutBytes: 8e6,
    signal: request.signal,
    onStdout(piece) {
      reader.push(piece.toString('latin1'))
      if (!request.onProgress || Date.now() - toldAt < 500) return
      toldAt = Date.now()
      request.onProgress(reader.read().outMs)
    },
  })
  if (ending.kind !== 'done') {
    shop.log.warn({ event: 'render-ended', key: request.key, ending })
    return settle(ending)
  }
  const made = await stat(output).catch(() => undefined)
  if (!made || made.size === 0) return { kind: 'failed', why: 'nothing was written' }
  return { kind: 'made', value: await keep(output) }
}

const still = {
  video: { index: 0, durationMs: 0, lines: 0, isFullRange: false, hdr: undefined },
  audioIndex: undefined,
  isMono: false,
}

function opened(probe: Probe | undefined): Omit<OpenedInput, 'args'> {
  const audio = probe?.audio.find((one) => one.isDefault) ?? probe?.audio[0]
  const video = probe?.video
  return {
    audioIndex: audio?.index,
    isMono: audio?.channels === 1,
    video: video && {
      index: video.index,
      durationMs: video.durationMs || (probe?.durationMs ?? 0),
      lines: video.height,
      isFullRange: isFullRange(video),
      hdr: isHdr(video) ? video.transfer : undefined,
    },
  }
}

type Reading =
  | { readonly kind: 'read'; readonly found: ReadonlyMap<string, Probe> }
  | Exclude<Rendered<never>, { kind: 'made' }>

/** What is in each file that is not a picture. One that can not be read ends it all. */
async function readAll(
  shop: Workshop,
  request: RenderRequest,
  folder: string,
  paths: ReadonlyMap<string, string>,
): Promise<Reading> {
  const found = new Map<string, Probe>()
  for (const { assetId, picture } of request.inputs) {
    if (picture || found.has(assetId)) continue
    const ending = await runConfined({
      command: [
        shop.config.FFPROBE,
        ...probeArgs(present(paths.get(assetId), 'each file is lent'), { formats }),
      ],
      folder,
      cpuSeconds: 30,
      wallMs: 60_000,
      fileBytes: 1e6,
      nice: 1,
      memoryBytes: shop.config.MEMORY_MB * 1024 * 1024,
      stdoutBytes: 8e6,
      signal: request.signal,
    })
    if (ending.kind !== 'done') return settle(ending)
    const probe = readProbe(ending.stdout.toString('utf8'))
    if (!probe) return { kind: 'failed', why: `nothing was read from ${assetId}` }
    found.set(assetId, probe)
  }
  return { kind: 'read', found }
}

/** Bounds on one input among several: on what an endless header costs, and on a picture that unfolds. */
const bounded = (formats: readonly string[], codecs: readonly string[]): string[] => [
  ...fence(formats, codecs),
  ...['-max_pixels', String(pictureLimits.pixelsMax), '-probesize', '20M', '-analyzeduration', '10M'],
]

/** Each decoder, and each filter, keeps pictures of its own for each thread: many of them must do with one. */
const threadsFor = (shop: Workshop, request: RenderRequest): number =>
  request.inputs.length > 6 ? 1 : shop.config.THREADS

function inputArgs(shop: Workshop, request: RenderRequest, input: RenderInput, path: string): string[] {
  const codecs = input.picture ? pictureDecoders : decoders
  return [
    ...bounded(input.picture ? pictureDemuxers : formats, codecs),
    ...['-threads', String(threadsFor(shop, request)), ...(input.options ?? []), '-i', `file:${path}`],
  ]
}

function settle(ending: Exclude<Ending, { kind: 'done' }>): Exclude<Rendered<never>, { kind: 'made' }> {
  if (ending.kind === 'aborted') return { kind: 'aborted' }
  if (ending.kind === 'limit') return { kind: 'too-heavy', why: ending.which }
  if (ending.kind === 'missing') throw new Error(`ffmpeg can not be started: ${ending.why}`)
  if (ending.kind === 'killed') throw new Error('ffmpeg was killed from outside')
  if (ending.kind === 'crashed') return { kind: 'failed', why: `it died of ${ending.code}: ${ending.stderr}` }
  return /Cannot allocate memory|bad_alloc|malloc of size|Resource temporarily unavailable/i.test(
    ending.stderr,
  )
    ? { kind: 'too-heavy', why: 'memory' }
    : { kind: 'failed', why: ending.stderr }
}
