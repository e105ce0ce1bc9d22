/** A stage with clips in a real Chromium, outside of a test run. */
import { openStage, type Stage } from '../../e2e/browser.ts'

export interface BenchStage {
  readonly stage: Stage
  close(): Promise<void>
}

export async function openBenchStage(clips: number, seconds: number): Promise<BenchStage> {
  const endings: (() => unknown)[] = []
  const stage = await openStage({ after: (ending) => void endings.push(ending) })
  const makers = await Promise.all(
    ['sari.senja', 'budi.pola', 'rani.rasa'].map((handle) => stage.person(handle)),
  )
  for (let clip = 0; clip < clips; clip++) {
    const maker = makers[clip % makers.length]
    if (maker) await stage.posts(maker, { caption: `klip ${clip}`, seconds })
  }
  return {
    stage,
    async close() {
      for (const ending of endings.reverse()) await ending()
    },
  }
}
