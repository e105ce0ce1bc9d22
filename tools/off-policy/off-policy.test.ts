import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { mulberry32 } from '../../platform/random.ts'
import { temporaryFolder } from '../../platform/testing/index.ts'
import { isMet } from '../replay/table.ts'
import { type Comparison, compare } from './compare.ts'
import { writeMadeUpLogs } from './made-up-logs.ts'
import { decisionsOf, shareOf } from './open-bandit.ts'
import { missingLogs, type OffPolicyReport, replayOffPolicy } from './run.ts'

const real = fileURLToPath(new URL('../../../shared/data/recsys', import.meta.url))

function reportOf(folder: string): { report: OffPolicyReport; text: string } {
  const printed: string[] = []
  const report = replayOffPolicy(folder, (text) => printed.push(text))
  return { report, text: printed.join('\n') }
}

function madeUp(t: TestContext): string {
  const folder = temporaryFolder(t)
  writeMadeUpLogs(folder, mulberry32(3))
  return folder
}

const named = (list: readonly Comparison[], name: string): Comparison => {
  const found = list.find((one) => one.name === name)
  assert.ok(found, name)
  return found
}

/** @param farthest standard errors from the truth: of some forty estimates one is often beyond two, and none beyond three */
function holds({ report, text }: ReturnType<typeof reportOf>, farthest: number): void {
  for (const one of [...report.openBandit, ...report.coat])
    assert.ok(!one.evaluation.ok || (one.farthest ?? Infinity) <= farthest, `${one.name} in\n${text}`)
  for (const who of ['men', 'women', 'all']) {
    const { evaluation } = named(report.openBandit, `random → Thompson, ${who}`)
    assert.ok(evaluation.ok && evaluation.effective > 0.05 * evaluation.count, text)
  }
  // A policy that hardly ever strays says nothing about dice.
  const { evaluation } = named(report.openBandit, 'Thompson → random, women')
  assert.equal(!evaluation.ok && evaluation.reason, 'few-effective', text)
  assert.ok(evaluation.effective < 3, text)
  assert.match(text, /refused: few effective/)
  // People choose what they like; weights take that away.
  for (const { name, naive, truth, evaluation } of report.coat) {
    assert.ok(evaluation.ok, text)
    const { snips, dr } = evaluation.estimates
    for (const one of [snips, dr]) {
      assert.ok(one)
      assert.ok(Math.abs(one.value - truth.value) < Math.abs(naive - truth.value), `${name} in\n${text}`)
    }
  }
}

test('estimators find what was made up', (t) => holds(reportOf(madeUp(t)), 3))

test('estimators find what Open Bandit and Coat are known to hold, where they are there', (t) => {
  const isThere = missingLogs(real).length === 0
  const { report, text } = reportOf(isThere ? real : madeUp(t))
  holds({ report, text }, isThere ? 2 : 3)
  if (!isThere) return
  assert.ok(report.goals.every(isMet), text)
  const { evaluation } = named(report.openBandit, 'random → Thompson, men')
  assert.equal(Math.floor(evaluation.effective), 2_869, text)
  assert.match(text, /Thompson → random, women .* 2 of 10000/)
})

test('a policy is asked for as often as its log shows each item in each place, and nothing is learnt from its own half', () => {
  const round = (item: number, place: number, clicked: number) => ({ item, place, clicked, propensity: 0.5 })
  const share = shareOf([round(1, 1, 0), round(1, 1, 0), round(2, 1, 0), round(2, 2, 0)])
  assert.deepEqual([share(1, 1), share(2, 1), share(2, 2), share(1, 2), share(1, 3)], [2 / 3, 1 / 3, 1, 0, 0])
  // Every click is in the even half: its model knows of none.
  const log = Array.from({ length: 40 }, (_, at) => round(1 + (at % 4 < 2 ? 0 : 1), 1, at % 2 === 0 ? 1 : 0))
  const models = decisionsOf(log, share, [1, 2]).map(({ model }) => model?.done)
  assert.deepEqual([...new Set(models)], [0, 1])
  assert.equal(models[0], 0)
})

test('the farthest estimator counts, and a refused log has none', () => {
  const truth = { value: 1, error: 0.3 }
  const at = (value: number) => ({ value, error: 0.4 })
  const evidence = { count: 10, effective: 5, meanWeight: 1 }
  const estimates = { ips: at(1), capped: at(0.75), snips: at(1.5), dr: undefined }
  const seen = { name: '', naive: 0, truth }
  assert.equal(compare({ ...seen, evaluation: { ...evidence, ok: true, estimates } }).farthest, 1)
  const refused = { ...evidence, ok: false, reason: 'no-overlap' } as const
  assert.equal(compare({ ...seen, evaluation: refused }).farthest, undefined)
})

test('without the logs the command says which are missing', (t) => {
  const command = fileURLToPath(new URL('../replay.ts', import.meta.url))
  const run = (...args: string[]) => spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' })
  const absent = run('off-policy', `--data=${temporaryFolder(t)}`)
  assert.equal(absent.status, 1)
  assert.match(absent.stderr, /not here: .*open-bandit, .*coat/)
  assert.equal(run('off-policy', '--on=test').status, 2)
})
