import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aLayer, aPart, aProject, aShot, aTrack } from '../tests/material.ts'
import { compileProject, type Source, weightOf } from './compile-project.ts'
import { layoutOf, outputSize } from './layout.ts'
import { heardOf, tempo } from './mix-sound.ts'
import { planInputs } from './plan-inputs.ts'
import { coloured } from './show-shot.ts'
import { durationMs, frameCount, spansOf } from './timeline.ts'

const opened = (name: string, audio = true): Source => ({
  args: ['-i', name],
  video: { index: 0, lines: 720, isFullRange: false, hdr: undefined },
  audioIndex: audio ? 1 : undefined,
  isMono: false,
})
const shots = fc.array(
  fc.record({ ms: fc.integer({ min: 1, max: 9000 }), speed: fc.double({ min: 0.25, max: 4, noNaN: true }) }),
  { minLength: 1, maxLength: 80 },
)

test('the pictures of all shots are those of the clip: rounding loses and adds none', () => {
  fc.assert(
    fc.property(shots, fc.integer({ min: 15, max: 60 }), (list, frameRate) => {
      const project = aProject({
        frameRate,
        shots: list.map(({ ms, speed }, at) => aShot(String(at), 'v', 0, ms, { speed })),
      })
      const exact = project.shots.reduce((sum, shot) => sum + (shot.toMs - shot.fromMs) / shot.speed, 0)
      assert.equal(frameCount(project), Math.round((exact * frameRate) / 1000))
      assert.equal(durationMs(project), Math.round(exact))
      for (const { shot, frames } of spansOf(project)) {
        const own = ((shot.toMs - shot.fromMs) / shot.speed / 1000) * frameRate
        assert.ok(Math.abs(frames - own) <= 1, 'none is off by more than a picture')
      }
    }),
  )
})

test('each speed is made of steps that keep the pitch, and comes to itself', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.25, max: 4, noNaN: true }), (speed) => {
      const steps = tempo(speed).map((step) => Number(step.replace('atempo=', '')))
      assert.ok(steps.every((step) => step >= 0.5 && step <= 2))
      const all = steps.reduce((product, step) => product * step, 1)
      assert.ok(Math.abs(all - speed) < 1e-9)
    }),
  )
})

test('boxes stay inside the frame, halves fill it, and everything written is even', () => {
  const side = fc.integer({ min: 72, max: 960 }).map((half) => half * 2)
  const frames = fc.oneof(
    fc.record({
      kind: fc.constant('side' as const),
      own: fc.constantFrom('left' as const, 'right' as const, 'top' as const, 'bottom' as const),
    }),
    fc.record({
      kind: fc.constant('inset' as const),
      small: fc.constantFrom('own' as const, 'other' as const),
      corner: fc.constantFrom(
        'top-left' as const,
        'top-right' as const,
        'bottom-left' as const,
        'bottom-right' as const,
      ),
    }),
  )
  fc.assert(
    fc.property(side, side, frames, (width, height, frame) => {
      const size = outputSize({ width, height })
      assert.ok(Math.min(size.width, size.height) <= 1080)
      const { own, other } = layoutOf({ ...frame, other: 'o', otherVolume: 1 }, size)
      assert.ok(other)
      for (const box of [own, other]) {
        assert.ok(box.x >= 0 && box.y >= 0)
        assert.ok(box.x + box.width <= size.width && box.y + box.height <= size.height)
        for (const value of Object.values(box)) assert.equal(value % 2, 0)
      }
      const area = own.width * own.height + other.width * other.height
      if (frame.kind === 'side') assert.equal(area, size.width * size.height)
    }),
  )
})

test('a colour matrix beyond what the filter takes is halved and doubled', () => {
  const strong = coloured([3, 0, 0, -1, 0, 1, 0, 0, 0, 0, 1, 0]).join(',')
  assert.match(strong, /rr=1\.5:.*ra=-0\.5:.*colorchannelmixer=rr=2:gg=2:bb=2/)
  assert.doesNotMatch(coloured([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]).join(','), /rr=2/)
})

test('nothing that a person wrote reaches the command', () => {
  const evil = "x';movie=/etc/passwd,[a]\\:"
  const text = {
    ...aLayer('l', 0, 900),
    kind: 'text',
    text: evil,
    face: 'plain',
    size: 0.1,
    colour: '#ffffff',
  } as const
  const project = aProject({
    parts: [aPart('v', 'video', { name: evil }), aPart('l', 'picture', { name: evil }), aPart('s', 'sound')],
    shots: [
      aShot(evil.slice(0, 20), 'v', 0, 1000, {
        filter: { name: evil, matrix: Array.from({ length: 12 }, () => 0) },
      }),
    ],
    layers: [{ ...text, back: 'none', align: 'left' }],
    tracks: [aTrack('t', 's', 0, 0, 900)],
  })
  const inputs = planInputs(project)
  const args = compileProject(
    project,
    inputs.map((_, at) => opened(`file${at}`)),
  )
  assert.ok(args)
  assert.doesNotMatch(args.join(' '), /movie|passwd/)
  assert.equal(args.filter((one) => one === '-i').length, 3)
})

test('what is silent, cut or missing is not heard; a shot without a picture can not be made', () => {
  const parts = [aPart('v', 'video'), aPart('p', 'picture'), aPart('s', 'sound')]
  const project = aProject({
    parts,
    shots: [
      aShot('1', 'v', 0, 500),
      aShot('2', 'v', 500, 900),
      aShot('3', 'p', 0, 500),
      aShot('4', 'v', 0, 90, { volume: 0 }),
    ],
    tracks: [aTrack('t', 's', 1400, 0, 3000), aTrack('u', 's', 9000, 0, 900), aTrack('w', 's', 0, 0, 900, 0)],
  })
  const heard = heardOf(project)
  assert.deepEqual(
    heard.map(({ id, isCutIn, isCutOut }) => [id, isCutIn, isCutOut]),
    [
      ['1', true, false],
      ['2', false, true],
      ['t', true, true],
    ],
    'what goes on in the next shot is not faded between them',
  )
  assert.equal(heard.at(-1)?.endMs, durationMs(project))
  const inputs = planInputs(project)
  const mute = compileProject(
    project,
    inputs.map((_, at) => opened(`f${at}`, false)),
  )
  assert.ok(mute && !mute.includes('[sound]'))
  const blind = compileProject(
    project,
    inputs.map((_, at) => ({ ...opened(`f${at}`), video: undefined })),
  )
  assert.equal(blind, undefined)
  assert.ok(weightOf(project) > 0)
})
