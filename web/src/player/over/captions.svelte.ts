/** Whether captions are shown and in which language: on by themselves while a clip is muted, until someone chooses. */
import { language } from '#i18n/words.svelte.ts'
import { sound } from '../deck/sound.svelte.ts'

const KEY = 'panggung.cc'
const LANG_KEY = 'panggung.cc.lang'
type Choice = 'auto' | 'on' | 'off'

const kept = localStorage.getItem(KEY)
let choice = $state<Choice>(kept === 'on' || kept === 'off' ? kept : 'auto')
let lang = $state(localStorage.getItem(LANG_KEY) ?? '')

export const captions = {
  get on(): boolean {
    return choice === 'on' || (choice === 'auto' && !sound.on)
  },
  /** Off and on again; what was chosen stays so on this device. */
  set(on: boolean): void {
    choice = on ? 'on' : 'off'
    localStorage.setItem(KEY, choice)
  },
  setLang(next: string): void {
    lang = next
    localStorage.setItem(LANG_KEY, next)
    captions.set(true)
  },
  /** The track in the language that was chosen, else in that of the pages, else the first. */
  pick<T extends { readonly lang: string }>(tracks: readonly T[]): T | undefined {
    const same = (wanted: string) =>
      tracks.find((one) => one.lang === wanted || one.lang.startsWith(`${wanted}-`))
    return (lang && same(lang)) || same(language.now) || tracks[0]
  },
}

/** A language by its own name: Bahasa Indonesia, English, Basa Jawa. */
export function langName(tag: string): string {
  try {
    return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag
  }
}
