/** Words for people about what happened to a file. */
import { Refusal } from '../../../platform/errors.ts'
import type { RefusalSpec } from '../../../platform/contract.ts'
import type { NoticeCode, Reason } from '../asset.ts'
import { mediaNotices } from '../contract-notices.ts'
import { mediaRefusals } from '../contract.ts'

const texts: Readonly<Record<string, RefusalSpec>> = mediaRefusals

/** Why an asset was refused, for people. @param lang `id` or `en` */
export function explainReason(reason: Reason, lang: 'id' | 'en'): string {
  return new Refusal(texts[reason.code] ?? mediaRefusals.media_processing_failed, reason.params).text(lang)
}

/** What is different about a clip that plays. */
export const explainNotice = (code: NoticeCode, lang: 'id' | 'en'): string => mediaNotices[code][lang]
