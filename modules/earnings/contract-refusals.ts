/** What earnings refuses, in both languages. */
import { refusals } from '../../platform/contract.ts'

export const earningsRefusals = refusals({
  split_parts_wrong: {
    status: 422,
    en: 'Parts must add up to 100 %, name each person once and leave you at least 0.01 %. Two to ten people can share. Nothing was saved.',
    id: 'Bagian harus berjumlah 100 %, menyebut tiap orang sekali, dan menyisakan paling sedikit 0,01 % untukmu. Dua sampai sepuluh orang bisa berbagi. Belum ada yang disimpan.',
  },
  split_person_unknown: {
    status: 422,
    en: '@{handle} has no account here, or can no longer earn. Nothing was saved.',
    id: '@{handle} tidak punya akun di sini, atau tidak bisa lagi menerima penghasilan. Belum ada yang disimpan.',
  },
  split_over: {
    status: 409,
    en: 'This split is {state} already. Nothing was changed.',
    id: 'Pembagian ini sudah {state}. Tidak ada yang berubah.',
    values: {
      state: {
        accepted: { en: 'accepted by all', id: 'disetujui semua' },
        declined: { en: 'declined', id: 'ditolak' },
        withdrawn: { en: 'withdrawn', id: 'ditarik' },
        ended: { en: 'ended', id: 'diakhiri' },
      },
    },
  },
  deduction_amount_wrong: {
    status: 422,
    en: 'Nothing can be taken from this creator: the account never earned here. Nothing was changed.',
    id: 'Tidak ada yang bisa dipotong dari kreator ini: akunnya belum pernah berpenghasilan di sini. Tidak ada yang berubah.',
  },
  deduction_differs: {
    status: 409,
    en: 'Another deduction has this id. Nothing was changed.',
    id: 'Potongan lain sudah memakai id ini. Tidak ada yang berubah.',
  },
  appeal_too_late: {
    status: 409,
    en: 'The time to appeal ended on {day}. The deduction stands.',
    id: 'Waktu banding berakhir pada {day}. Potongan tetap berlaku.',
  },
  deduction_settled: {
    status: 409,
    en: 'This deduction is {state} already. Nothing was changed.',
    id: 'Potongan ini sudah {state}. Tidak ada yang berubah.',
    values: {
      state: {
        taken: { en: 'not appealed', id: 'tanpa banding' },
        returned: { en: 'returned', id: 'dikembalikan' },
        final: { en: 'final', id: 'final' },
      },
    },
  },
  decide_by_another: {
    status: 403,
    en: 'You made this deduction yourself; another operator decides its appeal. Nothing was changed.',
    id: 'Kamu sendiri yang membuat potongan ini; bandingnya diputus operator lain. Tidak ada yang berubah.',
  },
  earnings_owed: {
    status: 409,
    en: 'Rp{amount} is still owed to this account. Pay it out first, or close it and keep what is owed. Nothing was changed.',
    id: 'Masih ada Rp{amount} yang harus dibayarkan ke akun ini. Cairkan dulu, atau tutup dan simpan sebagai utang. Tidak ada yang berubah.',
  },
})
