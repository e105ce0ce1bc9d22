import { Fault } from './fault.mjs'

const oldestMajor = 20

/** @param {string} version of the Node that runs the bootstrap, e.g. `20.20.2` */
export function requireOldestNode(version) {
  if (Number(version.split('.')[0]) >= oldestMajor) return
  throw new Fault(
    `Panggung needs Node.js ${oldestMajor} or newer to start (it then brings its own); this is ${version}.\n` +
      'Install a newer one from https://nodejs.org/en/download and run the command again.',
    `Panggung perlu Node.js ${oldestMajor} atau lebih baru; yang terpasang ${version}. Pasang yang lebih baru, lalu ulangi.`,
  )
}

/**
 * @param {string} platform
 * @param {string} arch
 */
export function requirePlatform(platform, arch) {
  if (platform === 'linux' && arch === 'x64') return
  throw new Fault(
    `Panggung runs on 64-bit Linux on Intel or AMD (linux-x64); this is ${platform}-${arch}.\n` +
      'Use a Linux machine, a virtual machine or a container.',
    'Panggung berjalan di Linux 64-bit (Intel atau AMD). Gunakan mesin Linux, mesin virtual, atau kontainer.',
  )
}
