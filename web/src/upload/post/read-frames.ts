/** Pictures of a clip that is on this device, taken by the browser's own player. */
export interface Frame {
  readonly ms: number
  /** A blob's address: whoever asked gives it back. */
  readonly url: string
}

export interface FrameReader {
  readonly durationMs: number
  /** The picture at that moment; undefined when it can't be drawn. One at a time. */
  at(ms: number): Promise<Frame | undefined>
  close(): void
}

const HEIGHT = 256
const PATIENCE_MS = 6000

/** @returns undefined when this browser can't open it */
export async function openFrames(url: string): Promise<FrameReader | undefined> {
  const video = document.createElement('video')
  video.muted = true
  video.playsInline = true
  video.preload = 'auto'
  video.src = url
  const close = (): void => {
    video.removeAttribute('src')
    video.load()
  }
  const opened = await heard(video, 'loadeddata')
  const { duration, videoWidth, videoHeight } = video
  if (!opened || !Number.isFinite(duration) || videoWidth === 0) {
    close()
    return undefined
  }
  const canvas = document.createElement('canvas')
  canvas.height = HEIGHT
  canvas.width = Math.max(1, Math.round((videoWidth * HEIGHT) / videoHeight))
  const pen = canvas.getContext('2d')
  let turn: Promise<unknown> = Promise.resolve()

  const draw = async (ms: number): Promise<Frame | undefined> => {
    // The very end has no picture.
    video.currentTime = Math.min(ms / 1000, Math.max(0, duration - 0.05))
    if (!(await heard(video, 'seeked')) || !pen) return undefined
    pen.drawImage(video, 0, 0, canvas.width, canvas.height)
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/webp', 0.8))
    return blob ? { ms, url: URL.createObjectURL(blob) } : undefined
  }
  return {
    durationMs: Math.floor(duration * 1000),
    at(ms) {
      const mine = turn.then(() => draw(ms))
      turn = mine.catch(() => {})
      return mine
    },
    close,
  }
}

/** Evenly, from a little after the start to a little before the end. */
export const momentsOf = (durationMs: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => Math.round((durationMs * (at + 0.5)) / count))

function heard(video: HTMLVideoElement, event: 'loadeddata' | 'seeked'): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (well: boolean): void => {
      clearTimeout(timer)
      video.removeEventListener(event, onWell)
      video.removeEventListener('error', onError)
      resolve(well)
    }
    const onWell = (): void => done(true)
    const onError = (): void => done(false)
    const timer = setTimeout(onError, PATIENCE_MS)
    video.addEventListener(event, onWell)
    video.addEventListener('error', onError)
  })
}
