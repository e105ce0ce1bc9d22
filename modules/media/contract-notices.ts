/** What a creator is told about a clip that plays, but not quite as it came. Pairs of texts, by code. */
export const mediaNotices = {
  sound_left_out: {
    en: 'The sound of this file could not be read, so the clip is published without it. Your file is kept; export it again if the sound matters.',
    id: 'Suara berkas ini tidak dapat dibaca, jadi klip terbit tanpa suara. Berkasmu tersimpan; ekspor lagi kalau suaranya penting.',
  },
  file_mended: {
    en: 'This file was damaged or hard to read. We published what could be read of it; have a look at it. Your file is kept.',
    id: 'Berkas ini rusak atau sulit dibaca. Yang terbaca sudah kami terbitkan; periksa hasilnya. Berkasmu tersimpan.',
  },
} as const
