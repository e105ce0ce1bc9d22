import { t } from '#i18n/words.svelte.ts'
import { ApiError } from './api-error.ts'

/** A sentence for people: the server's own where there is one. */
export function errorText(error: unknown): string {
  if (!(error instanceof ApiError)) return t('error.broken')
  if (error.message !== '') return error.message
  if (error.code === 'offline') return t('error.offline')
  if (error.code === 'timeout') return t('error.timeout')
  return t('error.broken')
}
