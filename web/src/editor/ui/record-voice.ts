/** A voice-over: sound alone, from the microphone. */
import { faultOf, type CameraFault } from '#camera/open-camera.ts'
import { watchLevel } from '#camera/mic-level.ts'
import { plainType } from '#camera/record-format.ts'

const FORMATS = [
  'audio/mp4;codecs=mp4a.40.2',
  'audio/mp4;codecs=opus',
  'audio/webm;codecs=opus',
  'audio/mp4',
  'audio/webm',
]

export interface VoiceRecording {
  /** @returns undefined when nothing was recorded */
  stop(): Promise<Blob | undefined>
}

/** @param onlost the microphone went away: call `stop` to have what it heard */
export async function recordVoice(
  tell: (level: number) => void,
  onlost: () => void,
): Promise<VoiceRecording | { readonly fault: CameraFault }> {
  if (!window.isSecureContext) return { fault: 'insecure' }
  if (!('mediaDevices' in navigator) || !('MediaRecorder' in window)) return { fault: 'unsupported' }
  const mimeType = FORMATS.find((format) => MediaRecorder.isTypeSupported(format))
  if (mimeType === undefined) return { fault: 'unsupported' }
  let stream: MediaStream
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    })
  } catch (error) {
    return { fault: faultOf(error) }
  }
  const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: 128_000 })
  const pieces: Blob[] = []
  recorder.addEventListener('dataavailable', ({ data }) => {
    if (data.size > 0) pieces.push(data)
  })
  const ended = new Promise<void>((resolve) => recorder.addEventListener('stop', () => resolve()))
  for (const track of stream.getTracks()) track.addEventListener('ended', onlost)
  const stopLevel = watchLevel(stream, tell)
  recorder.start(500)
  return {
    async stop() {
      if (recorder.state !== 'inactive') recorder.stop()
      await ended
      stopLevel()
      for (const track of stream.getTracks()) track.stop()
      return pieces.length === 0 ? undefined : new Blob(pieces, { type: plainType(mimeType) })
    },
  }
}
