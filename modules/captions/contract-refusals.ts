/** Every way in which captions can say no. */
import { refusals } from '../../platform/contract.ts'
import { problemWords } from './contract-problems.ts'

const unknownProblem = { problem: problemWords }

export const captionsRefusals = refusals({
  captions_not_found: {
    status: 404,
    en: 'This clip has no captions in that language.',
    id: 'Klip ini tidak punya subtitle dalam bahasa itu.',
  },
  captions_lang_unknown: {
    status: 422,
    en: '"{lang}" is no language code. Use one such as id, en or jv. Nothing was changed.',
    id: '"{lang}" bukan kode bahasa. Pakai misalnya id, en, atau jv. Tidak ada yang berubah.',
  },
  captions_clip_not_ready: {
    status: 409,
    en: 'This clip is still being read, so its length is not known yet. Try again in a moment; your text stays on this page.',
    id: 'Klip ini masih dibaca, jadi panjangnya belum diketahui. Coba lagi sebentar; subtitlemu tetap ada di halaman ini.',
  },
  captions_changed: {
    status: 409,
    en: 'These captions were changed elsewhere (version {revision}) after you opened them. Nothing was overwritten, and your work stays on this page: keep yours or take theirs.',
    id: 'Subtitle ini diubah di tempat lain (versi {revision}) setelah kamu membukanya. Tidak ada yang tertimpa, dan hasil kerjamu tetap ada di halaman ini: pakai punyamu atau ambil yang itu.',
  },
  captions_exist: {
    status: 409,
    en: 'This clip has captions in that language already. They were kept; open them, or remove them first.',
    id: 'Klip ini sudah punya subtitle dalam bahasa itu. Subtitlenya tetap ada; buka saja, atau hapus dulu.',
  },
  captions_too_many_tracks: {
    status: 409,
    en: 'A clip can have captions in {limit} languages at most. Remove one first; your text stays on this page.',
    id: 'Satu klip paling banyak punya subtitle dalam {limit} bahasa. Hapus satu dulu; subtitlemu tetap ada di halaman ini.',
  },
  captions_too_many_cues: {
    status: 422,
    en: 'That is more than {limit} cues. Nothing was taken, and what was there is kept.',
    id: 'Isinya lebih dari {limit} potongan. Tidak ada yang diambil, dan yang sudah ada tetap tersimpan.',
  },
  captions_bad_cue: {
    status: 422,
    en: 'Cue {number}: {problem}. Nothing was saved, and your work stays on this page.',
    id: 'Potongan {number}: {problem}. Tidak ada yang disimpan, dan hasil kerjamu tetap ada di halaman ini.',
    values: unknownProblem,
  },
  captions_file_line: {
    status: 422,
    en: 'Line {line}: {problem}. The file was not taken, and the captions that were there are kept.',
    id: 'Baris {line}: {problem}. Berkasnya tidak diambil, dan subtitle yang sudah ada tetap tersimpan.',
    values: unknownProblem,
  },
  captions_file_empty: {
    status: 422,
    en: 'There is not one caption in this file. SRT and WebVTT can be read; what was there is kept.',
    id: 'Tidak ada satu pun subtitle di berkas ini. Yang bisa dibaca adalah SRT dan WebVTT; yang sudah ada tetap tersimpan.',
  },
  captions_file_too_large: {
    status: 413,
    en: 'This file is larger than {limit} bytes. It was not taken, and what was there is kept.',
    id: 'Berkas ini lebih besar dari {limit} byte. Berkasnya tidak diambil, dan yang sudah ada tetap tersimpan.',
  },
  captions_file_beyond_end: {
    status: 422,
    en: 'Every caption in this file begins after the clip has ended: it seems to belong to another clip. What was there is kept.',
    id: 'Semua subtitle di berkas ini mulai setelah klip berakhir: sepertinya milik klip lain. Yang sudah ada tetap tersimpan.',
  },
  captions_restore_too_late: {
    status: 410,
    en: 'These captions were removed more than {days} days ago and can not be brought back.',
    id: 'Subtitle ini dihapus lebih dari {days} hari lalu dan tidak bisa dikembalikan.',
  },
  captions_auto_off: {
    status: 409,
    en: 'This stage has no program that writes captions. You can upload a file or write them here.',
    id: 'Panggung ini tidak punya program yang menulis subtitle otomatis. Kamu bisa mengunggah berkas atau menulisnya di sini.',
  },
  captions_auto_lang: {
    status: 422,
    en: 'Captions can not be written by program in that language. It can do: {langs}.',
    id: 'Subtitle otomatis belum bisa dibuat dalam bahasa itu. Yang bisa: {langs}.',
  },
  captions_auto_enough: {
    status: 429,
    en: 'That was {limit} automatic captions in a day, which is the most. Try again tomorrow; everything is kept.',
    id: 'Sudah {limit} subtitle otomatis dalam sehari, dan itu batasnya. Coba lagi besok; semuanya tetap tersimpan.',
  },
  captions_auto_silent: {
    status: 409,
    en: 'This clip has no sound, so there is nothing to write down.',
    id: 'Klip ini tidak bersuara, jadi tidak ada yang bisa ditulis.',
  },
  captions_auto_nothing: {
    status: 422,
    en: 'No words were heard in this clip. Nothing was added; you can write captions yourself.',
    id: 'Tidak terdengar kata-kata di klip ini. Tidak ada yang ditambahkan; kamu bisa menulis subtitlenya sendiri.',
  },
  captions_auto_missing: {
    status: 503,
    en: 'The program that writes captions could not be started. The operator of this stage has to look at it; your clip is as it was.',
    id: 'Program penulis subtitle tidak bisa dijalankan. Pengelola panggung ini perlu memeriksanya; klipmu tidak berubah.',
  },
  captions_auto_heavy: {
    status: 422,
    en: 'Writing captions for this clip took more time or memory than allowed. Nothing was added; you can write them yourself.',
    id: 'Menulis subtitle untuk klip ini melebihi batas waktu atau memori. Tidak ada yang ditambahkan; kamu bisa menulisnya sendiri.',
  },
  captions_auto_failed: {
    status: 422,
    en: 'The program could not write captions for this clip. Nothing was added; try again, or write them yourself.',
    id: 'Programnya gagal menulis subtitle untuk klip ini. Tidak ada yang ditambahkan; coba lagi, atau tulis sendiri.',
  },
})
