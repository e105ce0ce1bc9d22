import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { type Mutant, mutants } from './mutants.ts'

const seed = 20_261_123
const atOnce = 2

interface Outcome {
  /** What noticed that the guard was gone. */
  readonly noticed: string | undefined
  /** How often the text to cut was found. */
  readonly replaced: number
}

function outcomeOf(mutant: Mutant): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./without-guard.ts', import.meta.url), {
      workerData: { mutant, seed },
    })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

test('each guard of the ledger is missed when it is taken out', { timeout: 280_000 }, async (t) => {
  const waiting = [...mutants]
  const wrong: string[] = []
  const counts = new Map<string, number>()
  const work = async (): Promise<void> => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      const { noticed, replaced } = await outcomeOf(mutant)
      const name = `${mutant.invariant}: ${mutant.what}`
      t.diagnostic(`${name}: ${(noticed ?? 'sound').replace(/\s+/g, ' ').slice(0, 120)}`)
      if (mutant.code && replaced !== 1)
        wrong.push(`${name}: its text is ${replaced} times in ${mutant.code.file}`)
      if (mutant.invariant === 'none') {
        if (noticed !== undefined) wrong.push(`${name}, yet: ${noticed}`)
      } else if (noticed === undefined) wrong.push(`${name}, and nothing noticed`)
      counts.set(mutant.invariant, (counts.get(mutant.invariant) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  t.diagnostic([...counts].map(([invariant, count]) => `${invariant}: ${count}`).join(', '))
  assert.deepEqual(wrong, [])
  for (const invariant of ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I11'])
    assert.ok((counts.get(invariant) ?? 0) > 0, `${invariant} has a guard to take out`)
})
