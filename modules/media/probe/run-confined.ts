/** Runs a program on a hostile file: bounded in time, processor, memory, file size and output, niced, in a process
 *  group of its own, without a network where the kernel lets us, and never outliving this process. */
import { spawn, spawnSync } from 'node:child_process'
import { codeOf } from '../../../platform/errors.ts'

export interface Confinement {
  /** Program and arguments; found in the usual folders when it is a bare name. */
  readonly command: readonly [string, ...string[]]
  readonly folder: string
  readonly wallMs: number
  readonly cpuSeconds: number
  readonly memoryBytes: number
  /** The largest file it may write. */
  readonly fileBytes: number
  /** The most it may print. */
  readonly stdoutBytes: number
  /** 0 (like us) to 19 (hardly); 20 is only what nobody else wants of the processor. */
  readonly nice: number
  readonly signal: AbortSignal
  /** Shown each piece as it comes; then nothing is kept for the result. */
  readonly onStdout?: (piece: Buffer) => void
}

export type Ending =
  | { readonly kind: 'done'; readonly stdout: Buffer; readonly stderr: string }
  /** It said no: exit status 1 to 125. */
  | { readonly kind: 'failed'; readonly code: number; readonly stderr: string }
  /** It died of a fault of its own (segmentation fault, abort). */
  | { readonly kind: 'crashed'; readonly code: number; readonly stderr: string }
  /** Someone killed it from outside, or the kernel was out of memory. */
  | { readonly kind: 'killed'; readonly stderr: string }
  | { readonly kind: 'limit'; readonly which: 'wall' | 'cpu' | 'file' | 'output'; readonly stderr: string }
  /** The program is not there or can not be started: no fault of the file. */
  | { readonly kind: 'missing'; readonly why: string }
  | { readonly kind: 'aborted' }

const stderrMax = 8_000

/** The shell sets the limits, starts the program and waits. Standard input is a pipe that nobody writes to: it
 *  ends when this process ends in whatever way, and the watcher then kills the group, so a `kill -9` of the
 *  server leaves no ffmpeg behind. `kill -9 0` is the whole process group, itself included. The processor limit
 *  is soft first: its signal can be told from a kill. */
const cage = `
exec 3<&0
ulimit -c 0; ulimit -v $1; ulimit -S -t $2; ulimit -H -t $(($2 + 5)); ulimit -f $3
level=$4
alone=$5
shift 5
if [ $level -gt 19 ]; then
  level=19
  command -v chrt >/dev/null && alone="$alone chrt -i 0"
fi
$alone nice -n $level "$@" </dev/null 3<&- &
child=$!
( read _ <&3; kill -9 0 ) >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait $child
code=$?
kill -9 $watcher
exit $code`

const environment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/homebrew/bin',
  LC_ALL: 'C',
  HOME: '/nonexistent',
}

/** A network of its own has not even a loopback. Which way of asking for one the kernel allows is tried once: as root,
 *  else as the root of a user namespace; in some containers neither, and then the list of protocols is the fence. */
let networkless: string | undefined

export function withoutNetwork(): string {
  networkless ??=
    ['unshare -n', 'unshare -r -n'].find((one) => {
      const [program = '', ...args] = one.split(' ')
      const tried = spawnSync(program, [...args, 'true'], { env: environment, stdio: 'ignore' })
      return tried.status === 0
    }) ?? ''
  return networkless
}

export function runConfined(options: Confinement): Promise<Ending> {
  const { signal } = options
  if (signal.aborted) return Promise.resolve({ kind: 'aborted' })
  const limits = [
    Math.ceil(options.memoryBytes / 1024),
    Math.max(1, Math.ceil(options.cpuSeconds)),
    Math.ceil(options.fileBytes / 512),
    options.nice,
    withoutNetwork(),
  ]
  return new Promise((resolve) => {
    const child = spawn('/bin/sh', ['-c', cage, 'media', ...limits.map(String), ...options.command], {
      cwd: options.folder,
      env: environment,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    })
    const pieces: Buffer[] = []
    let printed = 0
    let stderr = ''
    let ended: Ending | undefined

    const killGroup = (): void => {
      if (child.pid === undefined) return
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch (thrown) {
        if (codeOf(thrown) !== 'ESRCH') throw thrown
      }
    }
    const stopBecause = (ending: Ending): void => {
      ended ??= ending
      killGroup()
    }
    const timer = setTimeout(() => stopBecause({ kind: 'limit', which: 'wall', stderr }), options.wallMs)
    const onAbort = (): void => stopBecause({ kind: 'aborted' })
    signal.addEventListener('abort', onAbort, { once: true })

    child.stdin.on('error', () => {})
    child.stdout.on('data', (piece: Buffer) => {
      printed += piece.length
      if (printed > options.stdoutBytes) stopBecause({ kind: 'limit', which: 'output', stderr })
      else if (options.onStdout) options.onStdout(piece)
      else pieces.push(piece)
    })
    child.stderr.on('data', (piece: Buffer) => {
      stderr = (stderr + piece.toString('utf8')).slice(-stderrMax)
    })
    child.on('error', (error) => {
      ended ??= { kind: 'missing', why: error.message }
    })
    // The shell may have been killed alone: what it started goes with it.
    child.on('exit', killGroup)
    child.on('close', (code) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      resolve(ended ?? endingOf(code, Buffer.concat(pieces), stderr))
    })
  })
}

/** A shell reports a program that died of signal n as 128 + n, and itself dying as null. ffmpeg answers the
 *  soft processor limit (a signal that it handles) with 255. */
function endingOf(code: number | null, stdout: Buffer, stderr: string): Ending {
  if (code === 0) return { kind: 'done', stdout, stderr }
  if (code === null || code === 128 + 9) return { kind: 'killed', stderr }
  if (code === 126 || code === 127) return { kind: 'missing', why: stderr }
  if (code === 255 || code === 128 + 24) return { kind: 'limit', which: 'cpu', stderr }
  if (code === 128 + 25 || /File size limit exceeded|File too large/i.test(stderr))
    return { kind: 'limit', which: 'file', stderr }
  return code > 128 ? { kind: 'crashed', code, stderr } : { kind: 'failed', code, stderr }
}
