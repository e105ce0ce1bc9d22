/** AV1 halves the bytes, but a phone without a decoder for it drops pictures and gets hot. Asked once. */
let asked: Promise<boolean> | undefined

async function ask(): Promise<boolean> {
  const contentType = 'video/mp4; codecs="av01.0.05M.08"'
  const Source = window.ManagedMediaSource ?? window.MediaSource
  if (!Source?.isTypeSupported(contentType) || !('mediaCapabilities' in navigator)) return false
  const video = { contentType, width: 720, height: 1280, bitrate: 1_500_000, framerate: 30 }
  const told = await navigator.mediaCapabilities
    .decodingInfo({ type: 'media-source', video })
    .catch(() => undefined)
  return told?.supported === true && told.smooth
}

export const canPlayAv1 = Object.assign(
  async (): Promise<boolean> => {
    asked ??= ask()
    canPlayAv1.now = await asked
    return canPlayAv1.now
  },
  /** The answer, false until it is known. */
  { now: false },
)
