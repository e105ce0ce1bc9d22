/** Who plays in the demo. All of them are made up, and say so. */
export interface Player {
  readonly handle: string
  readonly displayName: string
  readonly bio: string
}

/** One password for all of the demo's accounts: they exist on a stage that is being tried out, never in production. */
export const demoPassword = 'panggung-demo'

export const creators: readonly Player[] = [
  { handle: 'sari.senja', displayName: 'Sari Senja', bio: 'Senja, kopi, dan fraktal. Akun demo.' },
  { handle: 'budi.pola', displayName: 'Budi Pola', bio: 'Pola dari aturan sederhana. Akun demo.' },
  { handle: 'ningsih.laut', displayName: 'Ningsih Laut', bio: 'Ombak tanpa kamera. Akun demo.' },
  { handle: 'raka.gamelan', displayName: 'Raka Gamelan', bio: 'Bunyi dari rumus. Akun demo.' },
]
export const merchant: Player = {
  handle: 'warung.bu.tini',
  displayName: 'Warung Bu Tini',
  bio: 'Nasi uduk dan sarung tenun. Akun demo.',
}
export const operator: Player = {
  handle: 'demo.operator',
  displayName: 'Operator Demo',
  bio: 'Menutup hari, memeriksa buku. Akun demo.',
}
export const fan: Player = {
  handle: 'dewi.nonton',
  displayName: 'Dewi Nonton',
  bio: 'Penonton setia. Akun demo.',
}

export const demoLogin: readonly string[] = [
  'This is a demo stage: everything on it is made up and labelled (remove it: npm run panggung -- demo --remove).',
  `Log in as a creator @${creators[0]?.handle}, a merchant @${merchant.handle} or the operator @${operator.handle};`,
  `the password of each is ${demoPassword}. It takes about a minute until the stage is full.`,
]
