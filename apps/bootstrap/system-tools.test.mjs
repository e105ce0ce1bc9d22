import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { test } from 'node:test'
import { askAdministrator, ensureTools, packagesFor, search } from './system-tools.mjs'

function folderWith(t, files) {
  const folder = mkdtempSync(join(tmpdir(), 'panggung-tools-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const [name, mode] of Object.entries(files)) writeFileSync(join(folder, name), '', { mode })
  return folder
}

test('a program is found by any of its names, and only if it can be run', (t) => {
  const first = folderWith(t, { ffmpeg: 0o644 })
  const second = folderWith(t, { ffmpeg: 0o755, 'chromium-browser': 0o755 })
  mkdirSync(join(second, 'ffprobe'))
  const env = { PATH: [first, '', second].join(delimiter) }
  assert.deepEqual(search(['ffmpeg', 'ffprobe', 'chromium'], env), {
    found: { ffmpeg: join(second, 'ffmpeg'), chromium: join(second, 'chromium-browser') },
    missing: ['ffprobe'],
  })
})

test('ffmpeg and ffprobe are one package', () => {
  assert.deepEqual(packagesFor(['ffmpeg', 'ffprobe', 'chromium']), ['ffmpeg', 'chromium'])
})

test('without the rights, the message holds the exact command for an administrator, in both languages', () => {
  const [text] = [askAdministrator(['ffmpeg', 'ffprobe']).message]
  assert.match(text, /sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends ffmpeg'/)
  assert.match(text, /Ask an administrator/)
  assert.match(text, /Minta administrator/)
})

test('a machine without apt is told the same, whoever asks', async (t) => {
  const env = { PATH: folderWith(t, {}) }
  await assert.rejects(
    ensureTools({ root: tmpdir(), say() {}, env }, ['ffmpeg']),
    /Missing on this machine: ffmpeg/,
  )
})

test('nothing is asked for where nothing is missing', async (t) => {
  const folder = folderWith(t, { ffmpeg: 0o755 })
  const found = await ensureTools({ root: tmpdir(), say: assert.fail, env: { PATH: folder } }, ['ffmpeg'])
  assert.deepEqual(found, { ffmpeg: join(folder, 'ffmpeg') })
})
