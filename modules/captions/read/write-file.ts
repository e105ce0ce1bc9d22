/** From cues to a file. What parseFile reads from it is what was written, but for cues without a text. */
import type { Cue } from '../caption.ts'
import { srtText, vttText } from './clean-text.ts'
import { writeTime } from './read-times.ts'

export type Format = 'vtt' | 'srt'

const said = (cues: readonly Cue[]): Cue[] => cues.filter(({ text }) => text !== '')

/** https://www.w3.org/TR/webvtt1/ */
export const writeVtt = (cues: readonly Cue[]): string =>
  `WEBVTT\n${said(cues)
    .map(
      ({ startMs, endMs, text }) =>
        `\n${writeTime(startMs, '.')} --> ${writeTime(endMs, '.')}\n${vttText(text)}\n`,
    )
    .join('')}`

export const writeSrt = (cues: readonly Cue[]): string =>
  said(cues)
    .map(
      ({ startMs, endMs, text }, at) =>
        `${at + 1}\n${writeTime(startMs, ',')} --> ${writeTime(endMs, ',')}\n${srtText(text)}\n`,
    )
    .join('\n')

export const writeFile = (cues: readonly Cue[], format: Format): string =>
  format === 'vtt' ? writeVtt(cues) : writeSrt(cues)
