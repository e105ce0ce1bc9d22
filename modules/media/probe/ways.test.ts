import assert from 'node:assert/strict'
import test from 'node:test'
import type { Way } from '../asset.ts'
import type { Plan } from './judge-file.ts'
import { nextWay, takeWay } from './ways.ts'

const plan: Plan = {
  video: {
    index: 0,
    isFirst: true,
    codec: 'h264',
    profile: 'High',
    pixelFormat: 'yuv420p',
    width: 640,
    height: 360,
    rotation: 0,
    pixelAspect: 1,
    frameRate: 30,
    frames: 30,
    durationMs: 1000,
    transfer: 'bt709',
    range: 'tv',
    interlaced: false,
  },
  audio: { index: 1, isFirst: true, codec: 'aac', channels: 2, sampleRate: 48_000, isDefault: true },
  size: { width: 640, height: 360 },
  durationMs: 1000,
  copy: 'all',
  rungs: [],
  firstRung: undefined,
}

function waysOf(of: Plan, plays: boolean): Way[] {
  const ways: Way[] = []
  for (let way: Way | undefined = 'plain'; way; way = nextWay(way, of, plays)) ways.push(way)
  return ways
}

test('a file is tried in each way that makes a difference, and no way comes twice', () => {
  assert.deepEqual(waysOf(plan, false), ['plain', 'encode', 'careful', 'silent'])
  assert.deepEqual(waysOf({ ...plan, copy: 'none' }, false), ['plain', 'careful', 'silent'])
  assert.deepEqual(waysOf({ ...plan, copy: 'none', audio: undefined }, false), ['plain', 'careful'])
  assert.deepEqual(waysOf(plan, true), ['plain', 'careful'], 'what plays keeps its sound')
})

test('what is not copied is encoded whole, and only the last way drops the sound', () => {
  assert.equal(takeWay(plan, 'plain'), plan)
  const encoded = takeWay(plan, 'encode')
  assert.deepEqual(
    [encoded.copy, encoded.audio?.index, encoded.rungs.map((one) => one.name)],
    ['none', 1, ['360']],
  )
  assert.equal(takeWay(plan, 'silent').audio, undefined)
})
