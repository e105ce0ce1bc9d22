/** What an item does, in a few words. */
import { number, t } from '#i18n/words.svelte.ts'
import { megabytes } from '../pick/check-file.ts'
import type { TrayItem } from '../tray-item.svelte.ts'

function leftText(seconds: number): string {
  return seconds < 90
    ? t('upload.seconds', { count: number(Math.max(1, seconds)) })
    : t('upload.minutes', { count: number(Math.round(seconds / 60)) })
}

export const sizeText = (bytes: number): string => {
  const mb = megabytes(bytes)
  return mb >= 1024 ? `${number(Math.round((mb / 1024) * 10) / 10)} GB` : `${number(mb)} MB`
}

export function statusText(item: TrayItem): string {
  if (item.question === 'same') return t('upload.same')
  if (item.question === 'file') return t('upload.askFile')
  if (item.question === 'login') return t('upload.askLogin')
  const { secondsLeft } = item
  switch (item.phase) {
    case 'hashing':
      return t('upload.hashing')
    case 'sending':
      return secondsLeft === undefined
        ? t('upload.sending')
        : t('upload.sendingLeft', { left: leftText(secondsLeft) })
    case 'waiting':
      return t(item.cutOff || !navigator.onLine ? 'upload.network' : 'upload.turn')
    case 'paused':
      return t('upload.paused')
    case 'failed':
      return t('upload.failed')
    default:
      return serverText(item)
  }
}

/** What became of a file that arrived. */
function serverText(item: TrayItem): string {
  if (item.video?.state === 'published') return t('upload.live')
  if (item.video?.state === 'scheduled') return t('upload.scheduled')
  const stage = item.stageText
  if (item.phase === 'done') return t(item.purpose === 'clip' ? 'upload.arrived' : 'upload.done')
  if (!stage) return t('upload.processing')
  if (item.secondsLeft !== undefined)
    return t('upload.stageLeft', { stage, left: leftText(item.secondsLeft) })
  if (item.stagePercent !== undefined) return t('upload.stageAt', { stage, percent: item.stagePercent })
  return stage
}

/** 0 to 1 of what it does now; undefined where that can't be told. */
export function partDone(item: TrayItem): number | undefined {
  if (item.phase === 'hashing') return item.bytes > 0 ? item.hashedBytes / item.bytes : undefined
  if (item.phase === 'done') return 1
  if (item.received) return item.stagePercent === undefined ? undefined : item.stagePercent / 100
  return item.bytes > 0 ? item.sentBytes / item.bytes : 0
}
