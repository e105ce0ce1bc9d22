/** What the camera begins with: a draft that goes on, a clip that is answered, a sound to perform to. */
import { api } from '#api/api.ts'
import { errorText } from '#api/error-text.ts'
import type { VideoCard } from '#api/routes.ts'
import { t } from '#i18n/words.svelte.ts'
import { type Beginning, chosenClip } from '#editor/ui/beginning.ts'
import type { Editor } from '#editor/face.ts'
import { toast } from '#ui/toasts.svelte.ts'

export interface HeardSound {
  readonly soundId: string
  readonly title: string
  readonly url: string
}

export class CameraBegin {
  /** The clip that is answered, once it is known. */
  other = $state.raw<VideoCard | undefined>()
  sound = $state.raw<HeardSound | undefined>()
  /** Where in the sound the clip begins. */
  soundFromMs = $state(0)
  limitMs = $state(180_000)
  readonly #editor: Editor

  constructor(editor: Editor) {
    this.#editor = editor
  }

  async run(beginning: Beginning): Promise<void> {
    const clip = chosenClip(beginning)
    const credit = this.#editor.project.credit
    await Promise.all([
      this.#readLimits(),
      clip && !credit ? this.#answer(clip.kind, clip.videoId) : credit && this.#readOther(credit.videoId),
      this.#readSound(beginning.soundId),
    ])
    if (this.#editor.project.credit?.kind === 'duet' && this.other)
      this.limitMs = Math.min(this.limitMs, this.other.durationMs)
  }

  async use(sound: HeardSound): Promise<boolean> {
    this.drop()
    this.#editor.seek(0)
    const added = await this.#editor.addSound(sound)
    if (!added.part) {
      toast(added.refused.text, 'bad')
      return false
    }
    this.sound = sound
    this.soundFromMs = 0
    return true
  }

  drop(): void {
    const tracks = this.#editor.project.tracks.filter(({ kind }) => kind === 'sound')
    if (tracks.length > 0)
      this.#editor.apply(
        { do: 'all', changes: tracks.map(({ id }) => ({ do: 'track-remove', track: id })) },
        t('camera.soundRemove'),
      )
    this.sound = undefined
  }

  async #readLimits(): Promise<void> {
    try {
      this.limitMs = (await api('GET /v1/limits')).maxSeconds * 1000
    } catch {
      // Offline: the usual limit; the server says its own before a byte is sent.
    }
  }

  async #answer(kind: 'duet' | 'stitch' | 'remix', videoId: string): Promise<void> {
    const [, added] = await Promise.all([this.#readOther(videoId), this.#editor.addClip(videoId, kind)])
    if (!added.part) toast(t('camera.otherRefused', { why: added.refused.text }), 'bad')
  }

  async #readOther(videoId: string): Promise<void> {
    try {
      const { card } = await api('GET /v1/videos/:videoId', { params: { videoId } })
      if (card) this.other = card
    } catch (error) {
      toast(errorText(error), 'bad')
    }
  }

  async #readSound(asked: string | undefined): Promise<void> {
    const track = this.#editor.project.tracks.find(({ soundId }) => soundId !== null)
    const soundId = track?.soundId ?? asked
    if (!soundId) return
    try {
      const { sound } = await api('GET /v1/sounds/:soundId', { params: { soundId } })
      if (sound.url === null) return
      const heard = { soundId, title: sound.title, url: sound.url }
      if (track) {
        this.sound = heard
        this.soundFromMs = track.fromMs
      } else await this.use(heard)
    } catch (error) {
      toast(errorText(error), 'bad')
    }
  }
}
