/** One sound at a time, whatever list it is in. */
import { errorText } from '#api/error-text.ts'
import { t } from '#i18n/words.svelte.ts'
import { toast } from '#ui/toasts.svelte.ts'

export interface Listening {
  /** The id of what is heard now. */
  readonly playing: string | undefined
  /** The id of what was heard last, and how far it is. */
  readonly chosen: string | undefined
  readonly atSecond: number
  toggle: (sound: { id: string; url: string | null }) => void
  seek: (sound: { id: string; url: string | null }, second: number) => void
  stop: () => void
}

export function createListening(): Listening {
  let playing = $state<string>()
  let chosen = $state<string>()
  let atSecond = $state(0)
  let audio: HTMLAudioElement | undefined

  const take = (id: string, url: string): HTMLAudioElement => {
    if (audio && chosen === id) return audio
    stop()
    const made = new Audio(url)
    made.addEventListener('timeupdate', () => {
      if (audio === made) atSecond = made.currentTime
    })
    made.addEventListener('ended', () => {
      if (audio === made) playing = undefined
    })
    audio = made
    chosen = id
    atSecond = 0
    return made
  }
  const play = async (id: string, of: HTMLAudioElement): Promise<void> => {
    playing = id
    try {
      await of.play()
    } catch (error) {
      // Paused before it began is no fault.
      if (audio !== of || (error instanceof DOMException && error.name === 'AbortError')) return
      playing = undefined
      toast(error instanceof DOMException ? t('sounds.noPlay') : errorText(error), 'bad')
    }
  }
  function stop(): void {
    audio?.pause()
    audio = undefined
    playing = undefined
  }
  return {
    get playing() {
      return playing
    },
    get chosen() {
      return chosen
    },
    get atSecond() {
      return atSecond
    },
    toggle({ id, url }) {
      if (url === null) return
      if (playing === id) {
        audio?.pause()
        playing = undefined
      } else void play(id, take(id, url))
    },
    seek({ id, url }, second) {
      if (url === null) return
      const of = take(id, url)
      of.currentTime = second
      atSecond = second
      if (playing !== id) void play(id, of)
    },
    stop,
  }
}
