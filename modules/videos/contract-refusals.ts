/** Every way in which videos can say no, for people. */
import { refusals } from '../../platform/contract.ts'

export const videosRefusals = refusals({
  video_not_found: {
    status: 404,
    en: 'This video is not here. It may have been removed, or you may not be among those who can see it.',
    id: 'Video ini tidak ada. Mungkin sudah dihapus, atau kamu tidak termasuk yang boleh melihatnya.',
  },
  profile_not_found: {
    status: 404,
    en: 'There is no @{handle} here.',
    id: 'Tidak ada @{handle} di sini.',
  },
  caption_too_long: {
    status: 422,
    en: 'The caption has {length} characters; at most {limit} fit. Your text is kept; shorten it.',
    id: 'Teksnya {length} karakter; paling banyak {limit}. Teksmu tetap ada; perpendek dulu.',
  },
  caption_too_many_tags: {
    status: 422,
    en: 'The caption has {count} #tags; at most {limit} fit. Your text is kept; remove some.',
    id: 'Ada {count} #tagar; paling banyak {limit}. Teksmu tetap ada; hapus beberapa.',
  },
  caption_too_many_mentions: {
    status: 422,
    en: 'The caption mentions {count} people; at most {limit} fit. Your text is kept; remove some.',
    id: 'Ada {count} orang yang disebut; paling banyak {limit}. Teksmu tetap ada; hapus beberapa.',
  },
  restore_too_late: {
    status: 410,
    en: 'This video was removed more than {days} days ago and can not be brought back.',
    id: 'Video ini dihapus lebih dari {days} hari lalu dan tidak dapat dikembalikan.',
  },
  oembed_format: {
    status: 501,
    en: 'Only format=json is offered here.',
    id: 'Di sini hanya tersedia format=json.',
  },
  publish_at_past: {
    status: 422,
    en: 'That time is over already. Your text and the upload are kept; pick a later time or publish now.',
    id: 'Waktu itu sudah lewat. Teks dan unggahanmu tetap ada; pilih waktu lain atau terbitkan sekarang.',
  },
  publish_at_too_far: {
    status: 422,
    en: 'A clip can be scheduled at most {days} days ahead. Your text and the upload are kept; pick an earlier time.',
    id: 'Klip bisa dijadwalkan paling lama {days} hari ke depan. Teks dan unggahanmu tetap ada; pilih waktu lebih awal.',
  },
  already_published: {
    status: 409,
    en: 'This clip is published already, so its time can not be changed. Nothing was changed.',
    id: 'Klip ini sudah terbit, jadi waktunya tidak bisa diubah. Tidak ada yang berubah.',
  },
  remix_not_allowed: {
    status: 403,
    en: 'The clip you used may not be used this way now: its creator does not allow it, or it is not here. Your draft and the upload are kept; post without it, or ask its creator.',
    id: 'Klip yang kamu pakai sekarang tidak boleh dipakai begini: kreatornya tidak mengizinkan, atau klipnya tidak ada. Draf dan unggahanmu tetap ada; terbitkan tanpanya, atau tanyakan kepada kreatornya.',
  },
  cover_outside: {
    status: 422,
    en: 'The cover lies after the end of this clip. Nothing was changed; pick a moment inside it.',
    id: 'Sampulnya terletak setelah akhir klip. Tidak ada yang berubah; pilih saat di dalam klip.',
  },
  age_mark_kept: {
    status: 409,
    en: 'The stage marked this clip 18+, so you can not take the mark off. Nothing was changed; the reason stands beside the clip in your studio.',
    id: 'Panggung menandai klip ini 18+, jadi tandanya tidak bisa kamu lepas. Tidak ada yang berubah; alasannya tertulis di samping klip di studiomu.',
  },
  age_not_marked: {
    status: 409,
    en: 'The stage has no 18+ mark on this clip, so there is none to take off. A mark of its creator is the creator’s to take off.',
    id: 'Panggung tidak menandai klip ini 18+, jadi tidak ada yang bisa dilepas. Tanda dari kreatornya hanya bisa dilepas kreatornya.',
  },
  upload_not_a_clip: {
    status: 422,
    en: 'This upload is material for a draft or a sound, not a clip. It is kept; export the draft first, or upload the video as a clip.',
    id: 'Unggahan ini bahan untuk draf atau suara, bukan klip. Berkasnya tersimpan; ekspor drafnya dulu, atau unggah videonya sebagai klip.',
  },
  clip_has_no_sound: {
    status: 422,
    en: 'This clip has no sound that could be used. Nothing was changed.',
    id: 'Klip ini tidak punya suara yang bisa dipakai. Tidak ada yang berubah.',
  },
})
