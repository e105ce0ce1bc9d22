/** Codes of the engine in the person's words. */
import { ApiError } from '#api/api-error.ts'
import { errorText } from '#api/error-text.ts'
import { type PlainKey, t } from '#i18n/words.svelte.ts'
import { EditorFault, type Told } from './face.ts'

const KEYS = {
  unreadable: 'engine.unreadable',
  'no-picture': 'engine.no-picture',
  'no-sound': 'engine.no-sound',
  'no-decoder': 'engine.no-decoder',
  'too-large': 'engine.too-large',
  'too-long': 'engine.too-long',
  'part-too-long': 'engine.part-too-long',
  'too-many': 'engine.too-many',
  'no-room': 'engine.no-room',
  'no-storage': 'engine.no-storage',
  'not-allowed': 'engine.not-allowed',
  missing: 'engine.missing',
  offline: 'engine.offline',
  'no-webcodecs': 'engine.no-webcodecs',
  'no-h264': 'engine.no-h264',
  'missing-part': 'engine.missing-part',
  empty: 'engine.empty',
  failed: 'engine.failed',
  unkept: 'engine.unkept',
  'draft-failed': 'engine.draft-failed',
  login: 'engine.login',
  'changed-elsewhere': 'engine.changed-elsewhere',
} as const satisfies Record<string, PlainKey>
export type ToldCode = keyof typeof KEYS

/** The text follows the language. */
export function tell<Code extends ToldCode>(
  code: Code,
  fill?: Readonly<Record<string, string | number>>,
): Told<Code> {
  return {
    code,
    get text() {
      return t(KEYS[code], fill)
    },
  }
}
export const isToldCode = (code: string): code is ToldCode => Object.hasOwn(KEYS, code)

/** What went wrong, whoever says it: the editor, the stage, the network. */
export function toldOf(error: unknown): Told {
  if (error instanceof EditorFault && isToldCode(error.code)) return tell(error.code)
  if (error instanceof ApiError && error.status === 0) return tell('offline')
  if (error instanceof ApiError && error.status === 401) return tell('login')
  return { code: error instanceof ApiError ? error.code : 'failed', text: errorText(error) }
}
