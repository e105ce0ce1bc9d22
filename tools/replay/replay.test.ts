import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { mulberry32 } from '../../platform/random.ts'
import { temporaryFolder } from '../../platform/testing/index.ts'
import { readKuaiRand } from './kuairand.ts'
import { writeMadeUpLogs } from './made-up-logs.ts'
import { missingData, replay } from './run.ts'
import { chosen, hashOf, type ReplaySettings, settingsWith } from './settings.ts'
import { goalsTable, isMet } from './table.ts'
import { noteLook } from './test-log.ts'

function madeUpLogs(t: TestContext): string {
  const folder = temporaryFolder(t)
  writeMadeUpLogs(folder, mulberry32(4))
  return folder
}

const small: ReplaySettings = {
  ...chosen,
  ials: { ...chosen.ials, dims: 8 },
  ranker: {
    ftrl: { ...chosen.ranker.ftrl, bits: 14 },
    mlp: { ...chosen.ranker.mlp, bits: 10, embedding: 4, hidden: [16, 8] },
  },
}

test('a replay of made-up logs finds the tastes that are in them', (t) => {
  const folder = madeUpLogs(t)
  assert.deepEqual(missingData(folder), [])
  const printed: string[] = []
  replay({ folder, on: 'val', settings: small, print: (text) => printed.push(text), say: () => {} })
  const text = printed.join('\n')
  const cells = (name: string, table: number): number[] => {
    const row = printed[table]?.split('\n').find((line) => line.trim().startsWith(name))
    assert.ok(row, `a row of ${name} in\n${text}`)
    return row.trim().slice(name.length).trim().split(/\s+/).map(Number)
  }
  assert.ok((cells('iALS, fresh  ', 0)[0] ?? 0) >= (cells('popular', 0)[0] ?? 1))
  const [alone = 1] = cells("the video's own rate so far", 1)
  const [click = 0] = cells('FTRL + MLP, per event', 1)
  assert.ok(click > 0.7 && click > alone + 0.05, text)
  for (const what of ['all', 'weights']) {
    const [frozen = 0] = cells(`FTRL + MLP, ${what} frozen`, 1)
    const [gained = 1] = cells(`per event minus ${what} frozen`, 1)
    assert.ok(Math.abs(click - frozen - gained) < 2e-4, text)
  }
  const [order = 0] = cells('D2Q, the median: as it is told', 2)
  assert.ok(order > 0.6, text)
  const [dislike = 0] = cells('FTRL, per event', 3)
  assert.ok(dislike > 0.7, text)
  assert.match(text, /Goals/)
})

test('what is judged comes after what is known, and val never opens test', (t) => {
  const folder = madeUpLogs(t)
  for (const on of ['val', 'test'] as const) {
    const { known, judged } = readKuaiRand(folder, on)
    assert.ok(known.length > 0 && judged.length > 0)
    assert.ok((known.at(-1)?.timeMs ?? Infinity) < (judged[0]?.timeMs ?? 0))
  }
  writeFileSync(join(folder, 'kuairand-pure/test_20220501_20220508.csv.gz'), 'not to be opened')
  assert.equal(readKuaiRand(folder, 'val').judged.at(-1)?.date, 20220430)
  assert.throws(() => readKuaiRand(folder, 'test'))
})

test('test is looked at with one set of settings a commit', (t) => {
  const path = join(temporaryFolder(t), 'looks.log')
  writeFileSync(path, '# commit=aaa settings=0 in a comment is no look\n')
  const look = (commit: string, settings: string): unknown =>
    noteLook(path, { at: new Date(0), commit, settings, source: 'f00' })
  assert.equal(look('aaa', '1'), undefined)
  assert.equal(look('aaa', '1'), undefined, 'the same again tells nothing new')
  assert.deepEqual(look('aaa', '2'), { refusedFor: '1' })
  assert.equal(look('bbb', '2'), undefined)
  assert.deepEqual(look('bbb', '1'), { refusedFor: '2' })
  const lines = readFileSync(path, 'utf8').trim().split('\n')
  assert.equal(lines.length, 4, 'a refused look leaves no line')
  assert.equal(lines[1], '1970-01-01T00:00:00.000Z commit=aaa settings=1 source=f00')
})

test('settings are known by their values', () => {
  assert.equal(hashOf(chosen), hashOf(structuredClone(chosen)))
  const other = settingsWith(['ials.dims=32', 'lift.decay=0.5'])
  assert.ok(other)
  assert.deepEqual([other.ials.dims, other.lift.decay, other.ials.sweeps], [32, 0.5, chosen.ials.sweeps])
  assert.notEqual(hashOf(other), hashOf(chosen))
  assert.deepEqual(settingsWith([]), chosen)
  for (const change of [
    'ials.dim=32',
    'ials=3',
    'ials.dims=much',
    'ials.dims',
    'ials.dims=0',
    '=1',
    '__proto__.x=1',
  ])
    assert.equal(settingsWith([change]), undefined, change)
})

test('a goal is met or missed', () => {
  const goals = [
    { name: 'as high as asked', value: 0.23, wanted: { least: 0.23 } },
    { name: 'too high', value: 18.1, wanted: { most: 18 } },
    { name: 'nothing to say', value: Number.NaN, wanted: { least: 0 } },
  ]
  assert.deepEqual(goals.map(isMet), [true, false, false])
  assert.deepEqual(
    goalsTable(goals).rows.map((row) => row.at(-1)),
    ['met', 'MISSED', 'MISSED'],
  )
})

test('without the logs, or asked for what it does not know, the command says so', (t) => {
  const folder = temporaryFolder(t)
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [fileURLToPath(new URL('../replay.ts', import.meta.url)), ...args], {
      encoding: 'utf8',
    })
  const absent = run(`--data=${folder}`, '--on=test')
  assert.equal(absent.status, 1)
  assert.match(absent.stderr, /logs to replay are not here: .*kuairand-pure/)
  for (const arg of ['--on=train', '--set=ials.size=3', 'val']) {
    const unknown = run(`--data=${folder}`, arg)
    assert.equal(unknown.status, 2, arg)
    assert.match(unknown.stderr, /usage: npm run replay/)
  }
})
