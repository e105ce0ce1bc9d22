/** Makes the clip. Knows no page: it runs in a worker, or where there is none that can, on the page itself. */
import {
  AudioSample,
  AudioSampleSource,
  MovOutputFormat,
  Mp4OutputFormat,
  Output,
  Quality,
  VideoSample,
  VideoSampleSource,
} from 'mediabunny'
import { EditorFault, type HereReason } from '../face.ts'
import { usedParts } from '../project/check-project.ts'
import type { Project } from '../project/project.ts'
import { durationMs, frameCount, frameMs } from '../project/timeline.ts'
import { Compositor, sceneAt } from './compose.ts'
import { copyClip } from './copy-clip.ts'
import { loadFonts } from './draw-layer.ts'
import { chooseSound, chooseVideo, SOUND_BITRATE, type SoundChoice } from './encoding.ts'
import { RATE, type Stereo } from './mix.ts'
import { PartShelf, PartShows, type Sources } from './shows.ts'
import { SoundMixer } from './sound-mixer.ts'
import { openWritten } from './write-target.ts'

export interface ExportRun {
  readonly signal: AbortSignal
  readonly name: string
  onprogress: (phase: 'sound' | 'picture' | 'writing', progress: number) => void
  /** Lets other work on the same thread come in between; not needed in a worker. */
  breathe?: () => Promise<void>
  /** For tests of the slow ways. */
  readonly avoid?: { readonly webgl?: boolean }
}

const WINDOW_MS = 1000

export async function exportProject(project: Project, sources: Sources, run: ExportRun): Promise<Blob> {
  const shelf = new PartShelf(sources)
  try {
    const copied = await copyClip(project, shelf, run.name, {
      signal: run.signal,
      onprogress: (progress) => run.onprogress('writing', progress),
    })
    return copied ?? (await encoded(project, shelf, run))
  } finally {
    shelf.close()
  }
}

async function encoded(project: Project, shelf: PartShelf, run: ExportRun): Promise<Blob> {
  const frames = frameCount(project)
  if (frames === 0) throw new EditorFault<HereReason>('empty')
  await allThere(project, shelf)
  const { width, height, frameRate } = project
  const choice = await chooseVideo(width, height, frameRate)
  if (!choice) throw new EditorFault<HereReason>('no-h264')
  const mixer = new SoundMixer(shelf)
  const sound = (await mixer.isSilent(project)) ? undefined : await chooseSound()
  const seconds = durationMs(project) / 1000
  const written = await openWritten(run.name)
  const options = { fastStart: written.inMemory ? ('in-memory' as const) : ('reserve' as const) }
  const output = new Output({
    format: sound === 'pcm' ? new MovOutputFormat(options) : new Mp4OutputFormat(options),
    target: written.target,
  })
  const video = new VideoSampleSource({
    codec: 'avc',
    fullCodecString: choice.codecString,
    quality: new Quality({ bitrate: choice.bitrate, bitrateMode: 'variable' }),
    keyFrameInterval: 2,
    latencyMode: 'quality',
  })
  output.addVideoTrack(video, { frameRate, maximumPacketCount: frames + 2 })
  const audio = sound && soundSource(sound)
  // The shortest packets are Opus's 20 ms; plain numbers come one packet a window, at most every 10 ms.
  if (audio) output.addAudioTrack(audio, { maximumPacketCount: Math.ceil(seconds * 100) + 64 })
  const compositor = new Compositor(run.avoid?.webgl ? 'processor' : undefined)
  const shows = new PartShows(shelf)
  try {
    await loadFonts()
    await output.start()
    await writeAll(project, { run, mixer, shows, compositor, video, audio, frames })
    run.onprogress('writing', 1)
    await output.finalize()
    return await written.file(sound === 'pcm' ? 'video/quicktime' : 'video/mp4')
  } catch (error) {
    await output.cancel().catch(() => undefined)
    await written.discard()
    run.signal.throwIfAborted()
    throw error
  } finally {
    compositor.close()
    await shows.close()
  }
}

interface Making {
  readonly run: ExportRun
  readonly mixer: SoundMixer
  readonly shows: PartShows
  readonly compositor: Compositor
  readonly video: VideoSampleSource
  readonly audio: AudioSampleSource | undefined
  readonly frames: number
}

/** A second of sound, then its pictures, and so on: neither waits in memory for the other. */
async function writeAll(project: Project, making: Making): Promise<void> {
  const { run, mixer, shows, compositor, video, audio, frames } = making
  const { width, height, frameRate } = project
  const canvas = new OffscreenCanvas(width, height)
  const pen = canvas.getContext('2d', { alpha: false })
  if (!pen) throw new Error('no canvas')
  const endMs = (frames * 1000) / frameRate
  let heardMs = 0
  for (let frame = 0; frame < frames; frame++) {
    run.signal.throwIfAborted()
    const ms = frameMs(project, frame)
    if (audio && heardMs <= ms) {
      run.onprogress('sound', frame / frames)
      const until = Math.min(heardMs + WINDOW_MS, endMs)
      await addSound(audio, await mixer.window(project, heardMs, until), heardMs / 1000)
      heardMs = until === endMs ? Infinity : until
    }
    compositor.draw(pen, await sceneAt(project, ms, shows), { width, height })
    const sample = new VideoSample(canvas, { timestamp: frame / frameRate, duration: 1 / frameRate })
    await video.add(sample)
    sample.close()
    run.onprogress('picture', (frame + 1) / frames)
    await run.breathe?.()
  }
  video.close()
  audio?.close()
}

function soundSource(choice: SoundChoice): AudioSampleSource {
  return choice === 'pcm'
    ? new AudioSampleSource({ codec: 'pcm-s16' })
    : new AudioSampleSource({ codec: choice, quality: new Quality({ bitrate: SOUND_BITRATE }) })
}

async function addSound(audio: AudioSampleSource, sound: Stereo, second: number): Promise<void> {
  const planes = new Float32Array(sound.left.length * 2)
  planes.set(sound.left, 0)
  planes.set(sound.right, sound.left.length)
  const sample = new AudioSample({
    data: planes,
    format: 'f32-planar',
    numberOfChannels: 2,
    sampleRate: RATE,
    timestamp: second,
  })
  await audio.add(sample)
  sample.close()
}

/** A clip with a hole is worse than none. */
async function allThere(project: Project, shelf: PartShelf): Promise<void> {
  for (const id of usedParts(project)) {
    const part = await shelf.get(id)
    if (!part) throw new EditorFault<HereReason>('missing-part')
    if (!part.isMade) throw new EditorFault<HereReason>('no-decoder')
  }
}
