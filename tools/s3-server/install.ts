/** Brings OpenStack Swift, whose s3api is the S3 server that the tests speak to. Debian's own packages are unpacked into
 *  a folder of ours: nothing is installed on the machine, no service is started, and no rights are needed. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { asError } from '../../platform/errors.ts'

const run = promisify(execFile)

/** The server can't be had on this machine; the message says why and what to do. */
export class NotInstallable extends Error {
  override name = 'NotInstallable'
}

export interface Installed {
  readonly python: string
  readonly env: Readonly<Record<string, string>>
}

/** @param folder where the packages are unpacked, once. @throws NotInstallable */
export async function installSwift(folder: string): Promise<Installed> {
  const root = join(folder, 'root')
  if (!existsSync(join(root, '.whole'))) await unpack(folder, root)
  const own = join(root, 'usr/bin/python3.11')
  const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : own
  const installed: Installed = {
    python,
    env: {
      PYTHONPATH: join(root, 'usr/lib/python3/dist-packages'),
      LD_LIBRARY_PATH: join(root, 'usr/lib/x86_64-linux-gnu'),
      PYTHONDONTWRITEBYTECODE: '',
      LANG: 'C.UTF-8',
    },
  }
  try {
    await run(python, ['-c', 'import swift.proxy.server, swift.common.middleware.s3api.s3api'], {
      env: installed.env,
      timeout: 60_000,
    })
  } catch (thrown) {
    await rm(root, { recursive: true, force: true })
    throw new NotInstallable(
      `OpenStack Swift was unpacked and does not run here (${lastLine(asError(thrown).message)}).`,
    )
  }
  return installed
}

async function unpack(folder: string, root: string): Promise<void> {
  const packages = await missingPackages()
  const debs = join(folder, `debs-${process.pid}`)
  const half = join(folder, `root-${process.pid}`)
  try {
    await mkdir(debs, { recursive: true })
    await apt('apt-get', ['download', ...packages], debs)
    await mkdir(half, { recursive: true })
    for (const name of await readdir(debs)) await run('dpkg-deb', ['-x', join(debs, name), half])
    await writeFile(join(half, '.whole'), packages.join('\n'))
    await rm(root, { recursive: true, force: true })
    await rename(half, root)
  } finally {
    await rm(debs, { recursive: true, force: true })
    await rm(half, { recursive: true, force: true })
  }
}

/** What python3-swift needs and this machine does not have, itself included. */
async function missingPackages(): Promise<string[]> {
  const args = ['install', '--simulate', '--no-install-recommends', 'python3-swift']
  let told: string
  try {
    told = await apt('apt-get', args)
  } catch {
    // A fresh container has no package lists yet; only root may fetch them.
    await apt('apt-get', ['update', '-qq'])
    told = await apt('apt-get', args)
  }
  const missing = [...told.matchAll(/^Inst (\S+)/gm)].map(([, name]) => name ?? '')
  // It may be installed already, then there is nothing to unpack but itself.
  return missing.length > 0 ? missing : ['python3-swift']
}

async function apt(program: string, args: readonly string[], cwd = '/'): Promise<string> {
  try {
    const { stdout } = await run(program, args, { cwd, timeout: 180_000, maxBuffer: 16e6 })
    return stdout
  } catch (thrown) {
    throw new NotInstallable(
      `${program} ${args[0]} failed (${lastLine(asError(thrown).message)}). The S3 server is Debian's python3-swift: it needs Debian's or Ubuntu's package sources.`,
    )
  }
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? ''
