/** Asks the browser for the camera, and says in one word why there is none. */
export type Facing = 'user' | 'environment'

export type CameraFault =
  /** The page is not on https: browsers give no camera to it. */
  | 'insecure'
  /** This browser cannot record. */
  | 'unsupported'
  | 'refused'
  | 'none'
  /** Another program has it. */
  | 'busy'
  /** It was there and went away: unplugged, taken by a call. */
  | 'lost'
  | 'broken'

export interface Opened {
  readonly stream: MediaStream
  readonly mic: 'on' | 'refused'
}

/** Portrait, as large as a clip is published; a camera that cannot do it gives its nearest. */
const picture = (facing: Facing): MediaTrackConstraints => ({
  facingMode: facing,
  width: { ideal: 1080 },
  height: { ideal: 1920 },
  frameRate: { ideal: 30, max: 60 },
})
const sound: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
}

/** A person who refuses the microphone still gets the camera. */
export async function openCamera(facing: Facing): Promise<Opened | { readonly fault: CameraFault }> {
  if (!window.isSecureContext) return { fault: 'insecure' }
  if (!('mediaDevices' in navigator) || !('MediaRecorder' in window)) return { fault: 'unsupported' }
  try {
    return { stream: await ask({ video: picture(facing), audio: sound }), mic: 'on' }
  } catch (first) {
    try {
      return { stream: await ask({ video: picture(facing), audio: false }), mic: 'refused' }
    } catch (second) {
      return { fault: faultOf(second, first) }
    }
  }
}

const ask = (wanted: MediaStreamConstraints): Promise<MediaStream> =>
  navigator.mediaDevices.getUserMedia(wanted)

export function faultOf(...errors: readonly unknown[]): CameraFault {
  for (const error of errors) {
    const name = error instanceof Error ? error.name : ''
    if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused'
    if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none'
    if (name === 'NotReadableError' || name === 'AbortError') return 'busy'
  }
  return 'broken'
}

/** More than one camera: worth a button that turns it around. Labels are not needed, so no name is read. */
export async function countCameras(): Promise<number> {
  const devices = await navigator.mediaDevices.enumerateDevices()
  return devices.filter((device) => device.kind === 'videoinput').length
}

export function hasTorch(track: MediaStreamTrack | undefined): boolean {
  if (!track || !('getCapabilities' in track)) return false
  const can: object = track.getCapabilities()
  return 'torch' in can && Boolean(can.torch)
}

export async function setTorch(track: MediaStreamTrack, on: boolean): Promise<boolean> {
  const wanted: MediaTrackConstraintSet & { torch: boolean } = { torch: on }
  try {
    await track.applyConstraints({ advanced: [wanted] })
    return true
  } catch {
    return false
  }
}
