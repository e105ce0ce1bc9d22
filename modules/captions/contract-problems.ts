/** Why a file or a cue is not taken. Codes, so that they can be told in two languages. */
import type { Words } from '../../platform/contract.ts'

export const problemWords = {
  not_text: {
    en: 'this is not UTF-8 text. Save the file as UTF-8 and send it again',
    id: 'ini bukan teks UTF-8. Simpan berkasnya sebagai UTF-8 lalu kirim lagi',
  },
  no_time: {
    en: 'here should be a line with times, such as 00:00:01,500 --> 00:00:03,000',
    id: 'di sini seharusnya ada baris waktu, misalnya 00:00:01,500 --> 00:00:03,000',
  },
  bad_time: {
    en: 'these times can not be read. They should look like 00:00:01,500 --> 00:00:03,000',
    id: 'waktunya tidak terbaca. Seharusnya seperti 00:00:01,500 --> 00:00:03,000',
  },
  negative: { en: 'a time is below zero', id: 'ada waktu di bawah nol' },
  backwards: { en: 'it ends before it has begun', id: 'selesainya sebelum mulainya' },
  beyond_end: { en: 'it goes beyond the end of the clip', id: 'melewati akhir klip' },
  line_too_long: { en: 'a line is longer than 500 characters', id: 'ada baris yang lebih dari 500 karakter' },
  cue_too_long: { en: 'the text is longer than 1000 characters', id: 'teksnya lebih dari 1000 karakter' },
} as const satisfies Readonly<Record<string, Words>>

export type ProblemCode = keyof typeof problemWords
