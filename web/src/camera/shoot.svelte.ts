/** Takes before the camera, each kept in the editor's draft as soon as it ends: a crash loses at most the one being
 *  recorded. What the draft cannot take (no room) stays in memory and is offered for download. */
import { t, tCount } from '#i18n/words.svelte.ts'
import type { Editor } from '#editor/face.ts'
import { findPart, newId, PICTURE_MS, type Project, shotOf } from '#editor/project/project.ts'
import { hasRoom } from '#upload/engine/own-folder.ts'
import type { Camera } from './camera.svelte.ts'
import { type Recording, recordTake } from './record-take.ts'
import { shootPhoto } from './shoot-photo.ts'
import { takeName } from './record-format.ts'
import { clipMs, leftToRecordMs, type Take, totalMs } from './take-clock.ts'

/** Under this a press on the button is a tap: recording goes on until the next one. */
export const HOLD_MS = 400
const ROOM_BYTES = 40 * 1024 * 1024

export type Ended = 'hidden' | 'call' | 'broken'
/** What plays along while recording, at the place in the clip where the take begins. */
export interface Along {
  play(atMs: number, rate: number): void
  pause(): void
}

interface Unkept {
  file: File
  why: string
  /** Where it stands in the clip, when only its file could not be kept. */
  shot?: string
}

export class Shoot {
  phase = $state<'ready' | 'counting' | 'recording' | 'keeping'>('ready')
  speed = $state<0.5 | 1 | 2>(1)
  timer = $state<0 | 3 | 10>(0)
  countdown = $state(0)
  /** Of the take being recorded, before the camera. */
  nowMs = $state(0)
  /** What happened last, in words: read out. */
  said = $state('')
  fault = $state<Ended | 'limit' | 'nothing' | 'full' | undefined>()
  unkept = $state.raw<readonly Unkept[]>([])
  along: Along | undefined
  limitMs = $state(180_000)

  readonly #editor: Editor
  readonly #camera: Camera
  #recording: Recording | undefined
  /** What was taken last is being kept. */
  #ending: Promise<void> | undefined
  /** Files that are being written. */
  #writing: Promise<unknown> | undefined
  #ticking: ReturnType<typeof setInterval> | undefined
  #number = 0

  readonly takes: readonly Take[] = $derived.by(() => takesOf(this.#editor.project))
  readonly usedMs: number = $derived(totalMs(this.takes))
  readonly leftMs: number = $derived(leftToRecordMs(this.takes, this.limitMs, this.speed))
  /** With the take being recorded. */
  readonly shownMs: number = $derived(
    this.usedMs + (this.phase === 'recording' ? clipMs({ ms: this.nowMs, speed: this.speed }) : 0),
  )

  constructor(editor: Editor, camera: Camera) {
    this.#editor = editor
    this.#camera = camera
  }

  async start(): Promise<void> {
    if (this.phase !== 'ready' || this.#camera.phase !== 'live') return
    this.fault = undefined
    if (this.leftMs < 100) {
      this.fault = 'limit'
      return
    }
    if (!(await hasRoom(ROOM_BYTES))) {
      this.fault = 'full'
      return
    }
    if (this.timer > 0) {
      this.phase = 'counting'
      this.countdown = this.timer
      this.#ticking = setInterval(() => {
        this.countdown -= 1
        if (this.countdown > 0) return
        this.#stopTicking()
        this.#record()
      }, 1000)
    } else this.#record()
  }

  cancelCount(): void {
    if (this.phase !== 'counting') return
    this.#stopTicking()
    this.phase = 'ready'
  }

  #record(): void {
    const { stream } = this.#camera
    this.phase = 'ready'
    if (!stream) return
    const recording = recordTake(stream, () => void this.stop('broken'))
    if (!recording) {
      this.fault = 'broken'
      return
    }
    this.#recording = recording
    this.phase = 'recording'
    this.nowMs = 0
    this.said = t('camera.recording')
    const mayMs = this.leftMs
    this.along?.play(this.usedMs, 1 / this.speed)
    this.#ticking = setInterval(() => {
      this.nowMs = Math.min(mayMs, performance.now() - recording.startedAt)
      if (this.nowMs >= mayMs) void this.stop().then(() => (this.fault = 'limit'))
    }, 50)
  }

  /** Ends the take and keeps it. @param why it was not the person who ended it */
  async stop(why?: Ended): Promise<void> {
    this.cancelCount()
    if (this.phase === 'recording') this.#ending = this.#end(why)
    await this.#ending
  }

  async #end(why: Ended | undefined): Promise<void> {
    const { speed } = this
    const mirror = this.#camera.facing === 'user'
    this.phase = 'keeping'
    this.said = t('camera.keeping')
    this.#stopTicking()
    this.along?.pause()
    const made = await this.#recording?.stop()
    this.#recording = undefined
    if (made) await this.#keep(made.blob, { speed, mirror, label: t('camera.did.take') })
    else this.fault = 'nothing'
    if (why && made) this.fault = why
    this.nowMs = 0
    this.phase = 'ready'
  }

  async photo(video: HTMLVideoElement): Promise<void> {
    if (this.phase !== 'ready') return
    if (this.leftMs < 100) {
      this.fault = 'limit'
      return
    }
    this.#ending = this.#takePhoto(video)
    await this.#ending
  }

  async #takePhoto(video: HTMLVideoElement): Promise<void> {
    this.fault = undefined
    this.phase = 'keeping'
    const blob = await shootPhoto(video)
    if (blob)
      await this.#keep(blob, {
        speed: 1,
        mirror: this.#camera.facing === 'user',
        label: t('camera.did.photo'),
        lastsMs: Math.min(PICTURE_MS, this.leftMs),
      })
    else this.fault = 'nothing'
    this.phase = 'ready'
  }

  async #keep(
    blob: Blob,
    look: { speed: number; mirror: boolean; label: string; lastsMs?: number },
  ): Promise<void> {
    this.#number += 1
    const file = new File([blob], takeName(blob.type, this.takes.length + this.#number), { type: blob.type })
    const [added] = await this.#editor.addFiles([file], { asParts: true }).catch(() => [])
    if (!added?.part) {
      this.unkept = [...this.unkept, { file, why: added?.refused?.text ?? '' }]
      return
    }
    const { part } = added
    const shot = shotOf(
      part,
      newId(),
      look.lastsMs === undefined ? undefined : { fromMs: 0, toMs: Math.round(look.lastsMs) },
    )
    this.#editor.apply(
      { do: 'shot-add', shot: { ...shot, speed: look.speed, mirror: look.mirror } },
      look.label,
    )
    this.#writing = Promise.all([this.#writing, this.#tellUnkept(part.id, shot.id, file)])
    this.said = tCount('camera.takeKept', this.takes.length)
  }

  /** The next take does not wait for the last one's file. */
  async #tellUnkept(partId: string, shot: string, file: File): Promise<void> {
    if (await this.#editor.kept(partId)) return
    this.unkept = [...this.unkept, { file, why: this.#editor.keepingFault?.text ?? '', shot }]
  }

  deleteLast(): boolean {
    const last = this.takes.at(-1)
    if (!last || this.phase !== 'ready') return false
    this.fault = undefined
    return this.#editor.apply({ do: 'shot-remove', shot: last.id }, t('camera.did.delete'))
  }

  undo(): void {
    if (this.phase === 'ready') this.#editor.undo()
  }

  dropUnkept(file: File): void {
    const shot = this.unkept.find((one) => one.file === file)?.shot
    this.unkept = this.unkept.filter((one) => one.file !== file)
    if (this.takes.some(({ id }) => id === shot))
      this.#editor.apply({ do: 'shot-remove', shot: shot ?? '' }, t('camera.did.delete'))
  }

  /** Leaves nothing running. A take under way is kept first. */
  async end(): Promise<void> {
    await this.stop()
    await this.#writing
    this.#stopTicking()
    this.along?.pause()
  }

  #stopTicking(): void {
    clearInterval(this.#ticking)
    this.#ticking = undefined
  }
}

/** All shots, the stretch of another clip that a stitch begins with too: it counts towards the length. */
function takesOf(project: Project): Take[] {
  return project.shots.map(({ id, fromMs, toMs, speed }) => ({ id, ms: toMs - fromMs, speed }))
}

export const isOthers = (project: Project, shotId: string): boolean => {
  const shot = project.shots.find(({ id }) => id === shotId)
  return shot !== undefined && Boolean(findPart(project, shot.part)?.videoId)
}
