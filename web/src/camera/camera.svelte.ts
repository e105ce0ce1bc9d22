/** The camera as the page sees it: live, or shut with a reason. Owns the stream; whoever creates it closes it. */
import { watchLevel } from './mic-level.ts'
import { type CameraFault, countCameras, type Facing, hasTorch, openCamera, setTorch } from './open-camera.ts'

export class Camera {
  phase = $state<'asking' | 'live' | 'shut'>('asking')
  fault = $state<CameraFault | undefined>()
  stream = $state.raw<MediaStream | undefined>()
  facing = $state<Facing>('user')
  canFlip = $state(false)
  /** undefined where there is none. */
  torch = $state<boolean | undefined>()
  mic = $state<'on' | 'off' | 'refused'>('on')
  level = $state(0)

  /** Something took the stream away while it was live. */
  onlost: () => void = () => {}
  #stopLevel: () => void = () => {}
  #turn = 0

  async open(): Promise<void> {
    const turn = ++this.#turn
    this.#drop()
    this.phase = 'asking'
    this.fault = undefined
    const opened = await openCamera(this.facing)
    if (turn !== this.#turn) {
      // Closed or asked again meanwhile: this stream is nobody's.
      if ('stream' in opened) for (const track of opened.stream.getTracks()) track.stop()
      return
    }
    if ('fault' in opened) {
      this.phase = 'shut'
      this.fault = opened.fault
      return
    }
    const { stream } = opened
    this.stream = stream
    if (opened.mic === 'refused') this.mic = 'refused'
    else if (this.mic === 'refused') this.mic = 'on'
    this.#applyMic()
    this.torch = hasTorch(stream.getVideoTracks()[0]) ? false : undefined
    for (const track of stream.getVideoTracks()) track.addEventListener('ended', () => this.#lose(stream))
    this.#stopLevel = watchLevel(stream, (level) => {
      this.level = level
    })
    this.phase = 'live'
    const cameras = await countCameras().catch(() => 1)
    if (turn === this.#turn) this.canFlip = cameras > 1
  }

  close(): void {
    this.#turn += 1
    this.#drop()
  }

  async flip(): Promise<void> {
    this.facing = this.facing === 'user' ? 'environment' : 'user'
    await this.open()
  }

  async turnTorch(): Promise<void> {
    const [track] = this.stream?.getVideoTracks() ?? []
    if (!track || this.torch === undefined) return
    const wanted = !this.torch
    if (await setTorch(track, wanted)) this.torch = wanted
  }

  setMic(on: boolean): void {
    if (this.mic === 'refused') return
    this.mic = on ? 'on' : 'off'
    this.#applyMic()
  }

  /** The same stream goes on; an off microphone records silence, so that every take has the same tracks. */
  #applyMic(): void {
    for (const track of this.stream?.getAudioTracks() ?? []) track.enabled = this.mic === 'on'
  }

  #lose(stream: MediaStream): void {
    if (this.stream !== stream) return
    this.onlost()
    this.close()
    this.phase = 'shut'
    this.fault = 'lost'
  }

  #drop(): void {
    this.#stopLevel()
    this.#stopLevel = () => {}
    for (const track of this.stream?.getTracks() ?? []) track.stop()
    this.stream = undefined
    this.torch = undefined
    this.level = 0
  }
}
