/** A clip that nobody changed but at its ends is copied instead of encoded again: seconds instead of minutes, and not a
 *  bit worse. */
import { Conversion, EncodedPacketSink, Output, Mp4OutputFormat } from 'mediabunny'
import type { Part, Project } from '../project/project.ts'
import { durationMs } from '../project/timeline.ts'
import type { OpenPart } from './open-part.ts'
import type { PartShelf } from './shows.ts'
import { openWritten } from './write-target.ts'

/** Its shot, when the project shows one video as it is. What only its file can tell is not asked yet. */
function copiedShot(project: Project): { part: Part; fromMs: number; toMs: number } | undefined {
  const [shot, second] = project.shots
  if (!shot || second || project.layers.length > 0 || project.tracks.length > 0) return undefined
  const part = project.parts.find(({ id }) => id === shot.part)
  if (part?.kind !== 'video' || project.frame.kind !== 'full') return undefined
  const isPlain =
    shot.speed === 1 &&
    shot.volume * project.shotsVolume === 1 &&
    !shot.crop &&
    shot.turn === 0 &&
    !shot.mirror &&
    !shot.filter
  if (!isPlain || part.width === 0) return undefined
  // Another shape would have to be cut or put on a background.
  if (Math.abs(part.width / part.height / (project.width / project.height) - 1) > 0.01) return undefined
  return { part, fromMs: shot.fromMs, toMs: shot.toMs }
}

/** One frame at 30 a second: as near as encoding would come. */
const TOLERANCE_SECONDS = 1 / 30

/** Whether it begins on a key frame and is in a form that the server publishes as it comes. */
export async function canCopy(project: Project, part: OpenPart): Promise<boolean> {
  const shot = copiedShot(project)
  const video = part.video
  if (!shot || !video || (await video.getCodec()) !== 'avc') return false
  const codec = (await video.getCodecParameterString()) ?? ''
  // 8 bit 4:2:0: Baseline, Main, High.
  if (!/^avc[13]\.(42|4d|64)/i.test(codec)) return false
  if (Math.min(part.width, part.height) > 1080 || Math.max(part.width, part.height) > 2560) return false
  const { averagePacketRate } = await video.computePacketStats(200)
  if (averagePacketRate > 60.5) return false
  const from = part.firstSecond + shot.fromMs / 1000
  const key = await new EncodedPacketSink(video).getKeyPacket(from + 0.0005, { metadataOnly: true })
  return shot.fromMs === 0 || (key !== null && from - key.timestamp <= TOLERANCE_SECONDS)
}

/** Undefined when it can not be copied after all. */
export async function copyClip(
  project: Project,
  shelf: PartShelf,
  name: string,
  options: { signal: AbortSignal; onprogress: (progress: number) => void },
): Promise<Blob | undefined> {
  const shot = copiedShot(project)
  const part = shot && (await shelf.get(shot.part.id))
  if (!shot || !part?.video || !(await canCopy(project, part))) return undefined
  const written = await openWritten(name)
  const output = new Output({
    // How many packets there are is not known before they are copied: the index goes behind, and the server moves it.
    format: new Mp4OutputFormat({ fastStart: written.inMemory ? 'in-memory' : false }),
    target: written.target,
  })
  const isWhole = shot.fromMs === 0 && shot.toMs >= part.durationMs
  const conversion = await Conversion.init({
    input: part.video.input,
    output,
    tracks: 'primary',
    ...(isWhole
      ? {}
      : { trim: { start: part.firstSecond + shot.fromMs / 1000, end: part.firstSecond + shot.toMs / 1000 } }),
    // Sound needs the packet before the first: the picture's own beginning was held against its key frame above.
    copy: { mode: 'forced', boundaryTolerance: 0.1, shiftTolerance: 0.1 },
    tags: {},
    showWarnings: false,
  })
  const lost = conversion.discardedTracks.some(({ track }) => track.isVideoTrack() || track.isAudioTrack())
  if (!conversion.isValid || lost) {
    await written.discard()
    return undefined
  }
  conversion.onProgress = (progress) => options.onprogress(progress)
  const stop = (): void => void conversion.cancel()
  options.signal.addEventListener('abort', stop)
  try {
    await conversion.execute()
    const file = await written.file('video/mp4')
    return file.size > 0 && durationMs(project) > 0 ? file : undefined
  } catch (error) {
    await written.discard()
    options.signal.throwIfAborted()
    throw error
  } finally {
    options.signal.removeEventListener('abort', stop)
  }
}
