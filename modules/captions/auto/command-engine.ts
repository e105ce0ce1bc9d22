/** A program of the operator's choice, as a limited child process. It is started without a shell: what stands in COMMAND
 *  is split into words, and `{wav}`, `{lang}` and `{folder}` are filled in afterwards. */
import { type Ending, runConfined } from '../../media/index.ts'
import { autoLangs, type CaptionsConfig } from '../config.ts'
import type { CaptionEngine, Heard } from './engine.ts'

type EngineConfig = Pick<
  CaptionsConfig,
  'COMMAND' | 'LANGS' | 'AUTO_MINUTES' | 'AUTO_MEMORY_MB' | 'MAX_BYTES'
>

/** @returns undefined where COMMAND is empty */
export function commandEngine(config: EngineConfig): CaptionEngine | undefined {
  const [program, ...args] = splitCommand(config.COMMAND)
  if (program === undefined) return undefined
  return {
    langs: autoLangs(config),
    async listen({ wavPath, folder, lang, signal, onHeard }) {
      const pieces: Buffer[] = []
      let tail = ''
      const filled = fillCommand(args, { wav: wavPath, lang, folder })
      const ending = await runConfined({
        command: [program, ...filled],
        folder,
        signal,
        wallMs: config.AUTO_MINUTES * 60_000,
        // A recogniser uses every core it finds: the clock is the limit, this only ends what would never end.
        cpuSeconds: config.AUTO_MINUTES * 60 * 64,
        memoryBytes: config.AUTO_MEMORY_MB * 1024 * 1024,
        fileBytes: 64 * 1024 * 1024,
        stdoutBytes: Math.max(1_000_000, config.MAX_BYTES * 8),
        nice: 15,
        onStdout: (piece) => {
          pieces.push(piece)
          tail = (tail + piece.toString('latin1')).slice(-400)
          const ms = lastTime(tail)
          if (ms !== undefined) onHeard(ms)
        },
      })
      return told(ending, Buffer.concat(pieces).toString('utf8'))
    },
  }
}

function told(ending: Ending, text: string): Heard {
  switch (ending.kind) {
    case 'done':
      return { kind: 'printed', text }
    case 'missing':
      return { kind: 'missing', why: ending.why }
    case 'limit':
      return { kind: 'too_heavy' }
    case 'failed':
      return { kind: 'failed', why: `status ${ending.code}: ${ending.stderr.slice(-500)}` }
    case 'crashed':
      return { kind: 'again', why: `crashed with ${ending.code}: ${ending.stderr.slice(-500)}` }
    case 'killed':
      return { kind: 'again', why: 'killed' }
    case 'aborted':
      return { kind: 'again', why: 'shutting down' }
  }
}

/** Words apart by blanks; quotes hold a word together. */
export function splitCommand(command: string): string[] {
  const words = command.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []
  return words.map((word) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, (_, a?: string, b?: string) => a ?? b ?? ''),
  )
}

/** Without `{wav}` the path comes last. */
export function fillCommand(
  args: readonly string[],
  values: { wav: string; lang: string; folder: string },
): string[] {
  const filled = args.map((arg) =>
    arg.replace(/\{(wav|lang|folder)\}/g, (_, name: 'wav' | 'lang' | 'folder') => values[name]),
  )
  return args.some((arg) => arg.includes('{wav}')) ? filled : [...filled, values.wav]
}

/** The end of the last cue that was printed whole. */
export function lastTime(printed: string): number | undefined {
  const all = [...printed.matchAll(/-->\s*(?:(\d{1,3}):)?(\d{2}):(\d{2})[.,](\d{3})/g)]
  const last = all.at(-1)
  if (!last) return undefined
  const [, hours = '0', minutes = '0', seconds = '0', part = '0'] = last
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(part)
}
