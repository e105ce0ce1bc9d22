/** Every way in which media can say no, for people. */
import { refusals } from '../../platform/contract.ts'

/** Answers about the upload itself, before the file has been looked at. */
export const uploadRefusals = refusals({
  upload_not_found: {
    status: 404,
    en: 'This upload is not here. Unfinished uploads are kept for a day; please start again.',
    id: 'Unggahan ini tidak ada. Unggahan yang belum selesai disimpan sehari; silakan mulai lagi.',
  },
  upload_expired: {
    status: 410,
    en: 'This upload was left unfinished or unposted for too long, or given up, and was cleared. Please send the file again.',
    id: 'Unggahan ini terlalu lama tidak diselesaikan atau tidak diterbitkan, atau dibatalkan, dan sudah dibersihkan. Silakan kirim lagi berkasnya.',
  },
  upload_incomplete: {
    status: 409,
    en: 'The file has not arrived completely. What arrived is kept; continue the upload, then post.',
    id: 'Berkasnya belum sampai seluruhnya. Yang sudah sampai tersimpan; lanjutkan unggahan, lalu terbitkan.',
  },
  upload_empty: {
    status: 422,
    en: 'The file is empty (0 bytes). Nothing was kept; pick another file.',
    id: 'Berkasnya kosong (0 byte). Tidak ada yang disimpan; pilih berkas lain.',
  },
  upload_too_large: {
    status: 413,
    en: 'The file is larger than {limit} MB. Nothing was kept; shorten it or export it smaller.',
    id: 'Berkasnya lebih besar dari {limit} MB. Tidak ada yang disimpan; perpendek atau ekspor lebih kecil.',
  },
  upload_overrun: {
    status: 413,
    en: 'More bytes were sent than announced. What arrived before is kept; continue from there.',
    id: 'Byte yang dikirim melebihi yang diumumkan. Yang sudah sampai tetap tersimpan; lanjutkan dari sana.',
  },
  upload_length_required: {
    status: 411,
    en: 'The request does not say how large the file is (Upload-Length). Nothing was kept.',
    id: 'Permintaan tidak menyebut besar berkas (Upload-Length). Tidak ada yang disimpan.',
  },
  upload_type: {
    status: 415,
    en: 'A file of type {type} is not a video. Nothing was kept; pick a video file.',
    id: 'Berkas bertipe {type} bukan video. Tidak ada yang disimpan; pilih berkas video.',
  },
  upload_type_part: {
    status: 415,
    en: 'A file of type {type} can not be used here. Nothing was kept; pick a video, a picture (JPEG, PNG, WebP, GIF, AVIF) or a sound.',
    id: 'Berkas bertipe {type} tidak bisa dipakai di sini. Tidak ada yang disimpan; pilih video, gambar (JPEG, PNG, WebP, GIF, AVIF), atau suara.',
  },
  upload_type_sound: {
    status: 415,
    en: 'A file of type {type} has no sound. Nothing was kept; pick a sound, or a video with sound.',
    id: 'Berkas bertipe {type} tidak berisi suara. Tidak ada yang disimpan; pilih suara, atau video yang bersuara.',
  },
  upload_quota_bytes: {
    status: 403,
    en: 'Your files take up {used} of {limit} MB, and this one does not fit. Nothing of it was kept, all others are; remove what you no longer need, or send a smaller file.',
    id: 'Berkas-berkasmu memakai {used} dari {limit} MB, dan yang ini tidak muat. Berkas ini tidak disimpan, yang lain tetap ada; hapus yang tidak perlu, atau kirim yang lebih kecil.',
  },
  upload_quota_day: {
    status: 403,
    en: 'You began {limit} clips in the last 24 hours; that is all for one day. Nothing of this file was kept, all others are; try again in {hours} hours.',
    id: 'Kamu sudah memulai {limit} klip dalam 24 jam terakhir; itu batas sehari. Berkas ini tidak disimpan, yang lain tetap ada; coba lagi dalam {hours} jam.',
  },
  upload_checksum: {
    status: 460,
    en: 'This part changed on its way: its checksum does not fit. It was dropped, what arrived before is kept; send it again.',
    id: 'Bagian ini berubah di jalan: checksum-nya tidak cocok. Bagian ini dibuang, yang sudah sampai tetap tersimpan; kirim lagi.',
  },
  upload_corrupt: {
    status: 422,
    en: 'The file that arrived is not the one that was sent: its SHA-256 does not fit. Nothing of it was published; please upload it again.',
    id: 'Berkas yang sampai bukan yang dikirim: SHA-256-nya tidak cocok. Tidak ada yang diterbitkan; silakan unggah lagi.',
  },
  upload_too_many_open: {
    status: 409,
    en: 'You have {limit} unfinished uploads. They are kept; finish or remove one first.',
    id: 'Kamu punya {limit} unggahan yang belum selesai. Semuanya tersimpan; selesaikan atau hapus satu dulu.',
  },
  upload_conflict: {
    status: 409,
    en: 'The upload continued elsewhere. What arrived is kept; ask where it stands and go on from there.',
    id: 'Unggahan berlanjut di tempat lain. Yang sudah sampai tersimpan; tanyakan posisinya lalu lanjutkan.',
  },
  upload_busy: {
    status: 423,
    en: 'Bytes of this upload are arriving by another connection. They are kept; ask in a moment where it stands and go on from there.',
    id: 'Byte unggahan ini sedang masuk lewat sambungan lain. Semuanya disimpan; sebentar lagi tanyakan posisinya lalu lanjutkan.',
  },
  upload_claimed: {
    status: 409,
    en: 'Something was made of this upload: a clip, a draft or a sound. It is kept; remove that instead.',
    id: 'Unggahan ini sudah dipakai: menjadi klip, draf, atau suara. Berkasnya tersimpan; hapus yang itu.',
  },
  upload_bad_request: {
    status: 400,
    en: 'This is not a valid upload step. What arrived before is kept; continue from there.',
    id: 'Langkah unggahan ini tidak sah. Yang sudah sampai tetap tersimpan; lanjutkan dari sana.',
  },
  upload_protocol: {
    status: 412,
    en: 'Uploads speak tus 1.0.0: the header Tus-Resumable is missing or another version. Nothing was changed.',
    id: 'Unggahan memakai tus 1.0.0: header Tus-Resumable tidak ada atau lain versi. Tidak ada yang berubah.',
  },
  upload_not_stored: {
    status: 507,
    en: 'We could not store this part. What arrived before is kept; try again in a moment.',
    id: 'Bagian ini gagal disimpan. Yang sudah sampai tetap tersimpan; coba lagi sebentar.',
  },
})

/** Why a file that arrived whole can not be shown. The original is kept. */
export const mediaRefusals = refusals({
  media_unreadable: {
    status: 422,
    en: 'We could not read this file as a video. Your file is kept; export it as MP4 and upload that.',
    id: 'Berkas ini tidak terbaca sebagai video. Berkasmu tersimpan; ekspor sebagai MP4 lalu unggah itu.',
  },
  media_no_video: {
    status: 422,
    en: 'This file has sound but no picture. Your file is kept; upload a video.',
    id: 'Berkas ini berisi suara tanpa gambar. Berkasmu tersimpan; unggah sebuah video.',
  },
  media_no_sound: {
    status: 422,
    en: 'There is no sound in this file. Your file is kept; upload one that can be heard.',
    id: 'Tidak ada suara di berkas ini. Berkasmu tersimpan; unggah yang dapat didengar.',
  },
  media_codec: {
    status: 422,
    en: 'This video uses “{codec}”, which we can not read. Your file is kept; export it as MP4 (H.264).',
    id: 'Video ini memakai “{codec}” yang tidak dapat kami baca. Berkasmu tersimpan; ekspor sebagai MP4 (H.264).',
  },
  media_too_short: {
    status: 422,
    en: 'This video has no length: there is at most one picture in it. Your file is kept; upload a longer one.',
    id: 'Video ini tidak punya durasi: isinya paling banyak satu gambar. Berkasmu tersimpan; unggah yang lebih panjang.',
  },
  media_too_long: {
    status: 422,
    en: 'This video is longer than {limit} seconds. Your file is kept; upload a shorter cut.',
    id: 'Video ini lebih panjang dari {limit} detik. Berkasmu tersimpan; unggah potongan yang lebih pendek.',
  },
  media_too_small: {
    status: 422,
    en: 'The picture is {width}×{height}; the short side needs at least {limit} pixels. Your file is kept.',
    id: 'Gambarnya {width}×{height}; sisi pendek paling sedikit {limit} piksel. Berkasmu tersimpan.',
  },
  media_too_big: {
    status: 422,
    en: 'The picture is {width}×{height}, larger than we can handle ({limit} on a side, 40 megapixels). Your file is kept; export it smaller.',
    id: 'Gambarnya {width}×{height}, lebih besar dari yang dapat kami olah ({limit} per sisi, 40 megapiksel). Berkasmu tersimpan; ekspor lebih kecil.',
  },
  media_frame_rate: {
    status: 422,
    en: 'This video has {rate} pictures a second; we take up to {limit}. Your file is kept; export it at 60 or fewer.',
    id: 'Video ini berisi {rate} gambar per detik; batasnya {limit}. Berkasmu tersimpan; ekspor dengan 60 atau kurang.',
  },
  media_truncated: {
    status: 422,
    en: 'The file ends early: a part of the video is missing. What you sent is kept; export or copy it again and upload that.',
    id: 'Berkas terpotong: sebagian video hilang. Yang kamu kirim tersimpan; ekspor atau salin lagi lalu unggah itu.',
  },
  media_broken: {
    status: 422,
    en: 'The pictures in this file can not be decoded. Your file is kept; export it again and upload that.',
    id: 'Gambar di berkas ini tidak dapat dibuka. Berkasmu tersimpan; ekspor lagi lalu unggah itu.',
  },
  media_too_heavy: {
    status: 422,
    en: 'This file needs more time or memory than one clip may take. Your file is kept; export it simpler or smaller.',
    id: 'Berkas ini butuh waktu atau memori melebihi jatah satu klip. Berkasmu tersimpan; ekspor lebih sederhana atau kecil.',
  },
  media_processing_failed: {
    status: 422,
    en: 'Processing this file stopped several times, so it was set aside. Your file is kept; export it again and upload that.',
    id: 'Pengolahan berkas ini berulang kali terhenti, jadi disisihkan. Berkasmu tersimpan; ekspor lagi lalu unggah itu.',
  },
})
