/** Every answer of this module that says no, in both languages. */
import { refusals } from '../../platform/contract.ts'

const payoutState = {
  requested: { en: 'requested', id: 'diminta' },
  approved: { en: 'approved', id: 'disetujui' },
  sent: { en: 'sent', id: 'dikirim' },
  paid: { en: 'paid', id: 'dibayar' },
  returned: { en: 'returned', id: 'dikembalikan' },
  cancelled: { en: 'cancelled', id: 'dibatalkan' },
  failed: { en: 'failed', id: 'gagal' },
}
const batchState = {
  made: { en: 'waiting for approval', id: 'menunggu persetujuan' },
  approved: { en: 'approved', id: 'disetujui' },
  sent: { en: 'sent', id: 'dikirim' },
  done: { en: 'done', id: 'selesai' },
  discarded: { en: 'discarded', id: 'dibuang' },
}

export const payoutRefusals = refusals({
  national_id_wrong: {
    status: 422,
    en: 'A NIK has 16 digits, and its seventh to twelfth are a date. Check it against your KTP. Nothing was saved.',
    id: 'NIK terdiri dari 16 angka, dan angka ketujuh sampai kedua belas adalah tanggal. Cocokkan dengan KTP-mu. Belum ada yang disimpan.',
  },
  birth_date_differs: {
    status: 422,
    en: 'The birth date and the NIK do not fit together. Check both against your KTP. Nothing was saved.',
    id: 'Tanggal lahir dan NIK tidak cocok. Periksa keduanya di KTP-mu. Belum ada yang disimpan.',
  },
  birth_date_required: {
    status: 422,
    en: 'We need your birth date, from {first} to today. Nothing was saved.',
    id: 'Kami perlu tanggal lahirmu, dari {first} sampai hari ini. Belum ada yang disimpan.',
  },
  tax_id_wrong: {
    status: 422,
    en: 'An NPWP has 15 or 16 digits; for a person with a NIK the 16 digits are the NIK. Nothing was saved.',
    id: 'NPWP terdiri dari 15 atau 16 angka; untuk orang dengan NIK, 16 angka itu adalah NIK. Belum ada yang disimpan.',
  },
  guardian_required: {
    status: 422,
    en: 'Under 18, a parent or guardian receives the money with you: enter their name. Nothing was saved.',
    id: 'Di bawah 18 tahun, orang tua atau wali menerima uangnya bersamamu: isi namanya. Belum ada yang disimpan.',
  },
  payee_missing: {
    status: 409,
    en: 'First say who is paid: name, NIK or NPWP. Your earnings stay where they are.',
    id: 'Isi dulu siapa penerimanya: nama, NIK atau NPWP. Penghasilanmu tetap aman.',
  },
  payee_not_found: {
    status: 404,
    en: 'There is no such payee. Nothing was changed.',
    id: 'Penerima itu tidak ada. Tidak ada yang berubah.',
  },
  payee_not_verified: {
    status: 409,
    en: 'Your details are still being checked or were refused: see the reason on this page. Your earnings stay where they are.',
    id: 'Datamu masih diperiksa atau ditolak: lihat alasannya di halaman ini. Penghasilanmu tetap aman.',
  },
  payee_on_hold: {
    status: 409,
    en: 'You changed your details, so payouts rest until {until}. This protects you if it was not you. Your earnings stay where they are.',
    id: 'Kamu mengubah datamu, jadi pencairan ditahan sampai {until}. Ini melindungimu kalau itu bukan kamu. Penghasilanmu tetap aman.',
  },
  bank_unknown: {
    status: 422,
    en: 'We do not know this bank. Choose one from the list. What you entered is kept.',
    id: 'Bank ini tidak kami kenal. Pilih dari daftar. Isianmu tetap ada.',
  },
  account_number_wrong: {
    status: 422,
    en: 'An account number of {bank} has {digits} digits. Check it; what you entered is kept.',
    id: 'Nomor rekening {bank} terdiri dari {digits} angka. Periksa lagi; isianmu tetap ada.',
  },
  bank_account_missing: {
    status: 409,
    en: 'There is no bank account that can be paid to. Add one first; your earnings stay where they are.',
    id: 'Belum ada rekening bank yang bisa menerima. Tambahkan dulu; penghasilanmu tetap aman.',
  },
  below_minimum: {
    status: 422,
    en: 'The smallest payout is Rp{min}. Your earnings stay where they are.',
    id: 'Pencairan paling kecil Rp{min}. Penghasilanmu tetap aman.',
  },
  balance_too_small: {
    status: 409,
    en: 'Your available balance is Rp{available}, less than you asked for. Nothing was taken; choose a smaller amount.',
    id: 'Saldo tersediamu Rp{available}, kurang dari yang kamu minta. Tidak ada yang diambil; pilih jumlah yang lebih kecil.',
  },
  over_monthly_limit: {
    status: 409,
    en: 'This month Rp{left} more can be paid to you. Ask for less, or have your KTP checked for a higher limit.',
    id: 'Bulan ini masih bisa dicairkan Rp{left} lagi. Minta lebih sedikit, atau verifikasi KTP-mu agar batasnya naik.',
  },
  too_soon: {
    status: 409,
    en: 'A payout on demand is possible once in {days} days: again from {from}. Your earnings stay where they are.',
    id: 'Pencairan atas permintaan bisa sekali dalam {days} hari: lagi mulai {from}. Penghasilanmu tetap aman.',
  },
  nothing_left: {
    status: 422,
    en: 'After tax and fee nothing would be left of this payout. Wait until more is available.',
    id: 'Setelah pajak dan biaya tidak ada yang tersisa dari pencairan ini. Tunggu sampai saldo bertambah.',
  },
  request_differs: {
    status: 409,
    en: 'This request was made before with another amount. Nothing was changed; look at your payouts.',
    id: 'Permintaan ini sudah pernah dibuat dengan jumlah lain. Tidak ada yang berubah; lihat daftar pencairanmu.',
  },
  payout_not_found: {
    status: 404,
    en: 'There is no such payout. Nothing was changed.',
    id: 'Pencairan itu tidak ada. Tidak ada yang berubah.',
  },
  payout_settled: {
    status: 409,
    en: 'This payout is {state}, so that is not possible now. Nothing was changed.',
    id: 'Pencairan ini {state}, jadi itu tidak bisa sekarang. Tidak ada yang berubah.',
    values: { state: payoutState },
  },
  provider_decides: {
    status: 409,
    en: 'The provider {provider} itself says what became of this payout. Nothing was changed.',
    id: 'Penyedia {provider} sendiri yang menyatakan hasil pencairan ini. Tidak ada yang berubah.',
  },
  bank_day_wrong: {
    status: 422,
    en: 'The bank can not have paid before the file was sent ({first}) or after today. Nothing was changed.',
    id: 'Bank tidak mungkin membayar sebelum berkas dikirim ({first}) atau setelah hari ini. Tidak ada yang berubah.',
  },
  tax_remitted: {
    status: 409,
    en: 'The tax of this payout was handed to the state already, so it can not be undone here. Nothing was changed.',
    id: 'Pajak pencairan ini sudah disetor ke negara, jadi tidak bisa dibatalkan di sini. Tidak ada yang berubah.',
  },
  nothing_due: {
    status: 409,
    en: 'No payout is due, or the chosen ones are on hold or in another batch. Nothing was changed.',
    id: 'Tidak ada pencairan yang jatuh tempo, atau yang dipilih ditahan atau ada di kelompok lain. Tidak ada yang berubah.',
  },
  batch_not_found: {
    status: 404,
    en: 'There is no such batch. Nothing was changed.',
    id: 'Kelompok itu tidak ada. Tidak ada yang berubah.',
  },
  batch_settled: {
    status: 409,
    en: 'This batch is {state}, so that is not possible now. Nothing was changed.',
    id: 'Kelompok ini {state}, jadi itu tidak bisa sekarang. Tidak ada yang berubah.',
    values: { state: batchState },
  },
  batch_changed: {
    status: 409,
    en: 'The sum is Rp{sum} now, and Rp{ledger} in the ledger: not what you saw. Nothing was approved; look at the batch again.',
    id: 'Jumlahnya sekarang Rp{sum}, dan Rp{ledger} di buku besar: bukan yang kamu lihat. Belum ada yang disetujui; periksa lagi kelompoknya.',
  },
  same_person: {
    status: 403,
    en: 'Whoever made a batch can not approve it. Ask another operator; the batch waits.',
    id: 'Yang membuat kelompok tidak boleh menyetujuinya. Minta operator lain; kelompoknya menunggu.',
  },
  batch_file_made: {
    status: 409,
    en: 'A file of this batch was made already and may be at the bank. Enter for each payout what became of it.',
    id: 'Berkas kelompok ini sudah dibuat dan mungkin sudah di bank. Isi hasilnya untuk tiap pencairan.',
  },
  batch_file_missing: {
    status: 409,
    en: 'That file of this batch was never made. Download it first; nothing was changed.',
    id: 'Berkas itu belum pernah dibuat dari kelompok ini. Unduh dulu; tidak ada yang berubah.',
  },
  batch_not_approved: {
    status: 409,
    en: 'This batch is {state}: there is no file for the bank. Nothing was changed.',
    id: 'Kelompok ini {state}: tidak ada berkas untuk bank. Tidak ada yang berubah.',
    values: { state: batchState },
  },
  batch_locked: {
    status: 409,
    en: 'This batch went to the bank as {format}; no other file of it can be had, so that nobody is paid twice.',
    id: 'Kelompok ini sudah dikirim ke bank sebagai {format}; berkas lain tidak tersedia, agar tidak ada yang dibayar dua kali.',
  },
  template_unknown: {
    status: 404,
    en: 'There is no file template of that name. Choose one from the list.',
    id: 'Tidak ada templat berkas dengan nama itu. Pilih dari daftar.',
  },
  report_unreadable: {
    status: 422,
    en: 'Line {line} of the report can not be read; it needs the columns payout, outcome, reference, reason. Nothing was changed.',
    id: 'Baris {line} laporan tidak terbaca; kolomnya payout, outcome, reference, reason. Tidak ada yang berubah.',
  },
  provider_unknown: {
    status: 404,
    en: 'This stage does not work with that provider.',
    id: 'Panggung ini tidak memakai penyedia itu.',
  },
  webhook_refused: {
    status: 403,
    en: 'This notice is not signed as it should be and was not carried out.',
    id: 'Pemberitahuan ini tidak bertanda tangan semestinya dan tidak dijalankan.',
  },
  slip_not_found: {
    status: 404,
    en: 'There is no such tax slip.',
    id: 'Bukti potong itu tidak ada.',
  },
  withholder_missing: {
    status: 409,
    en: "The stage's own tax number is not set, so no tax slip can be issued. Set it in the configuration first.",
    id: 'NPWP panggung ini belum diisi, jadi bukti potong belum bisa diterbitkan. Isi dulu di konfigurasi.',
  },
  contradiction_not_found: {
    status: 404,
    en: 'There is no such contradiction. Nothing was changed.',
    id: 'Pertentangan itu tidak ada. Tidak ada yang berubah.',
  },
  object_code_missing: {
    status: 409,
    en: 'There is no importer file for {kind}: its tax object code is not set, or the importer takes no such slips. Use the CSV.',
    id: 'Belum ada berkas impor untuk {kind}: kode objek pajaknya belum diisi, atau tidak ada impor untuk jenis ini. Pakai CSV.',
  },
})
