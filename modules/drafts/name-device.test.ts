import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nameDevice } from './name-device.ts'

test('a browser and a system in words, and nothing more of who it is', () => {
  const phone =
    'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36'
  assert.equal(nameDevice(phone), 'Chrome · Android')
  assert.equal(
    nameDevice(phone.replace('Chrome', 'SamsungBrowser/28.0 Chrome')),
    'Samsung Internet · Android',
  )
  assert.equal(
    nameDevice('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1'),
    'Safari · iPhone',
  )
  assert.equal(
    nameDevice('Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0'),
    'Edge · Windows',
  )
  assert.equal(nameDevice('curl/8.0'), undefined)
})
