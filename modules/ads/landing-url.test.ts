import assert from 'node:assert/strict'
import { test } from 'node:test'
import { landingUrl } from './landing-url.ts'

test('only public https addresses are taken, in their normal form', () => {
  assert.equal(landingUrl('https://wa.me/6281200000000?text=Halo'), 'https://wa.me/6281200000000?text=Halo')
  assert.equal(landingUrl('HTTPS://Toko.Example.CO.ID'), 'https://toko.example.co.id/')
  for (const bad of [
    'http://toko.example.com',
    'javascript:alert(1)',
    'data:text/html,x',
    'https://user:pw@toko.example.com',
    'https://localhost/x',
    'https://printer.local/',
    'https://127.0.0.1/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://toko',
    'https://toko.example.com:8443/',
    `https://toko.example.com/${'x'.repeat(500)}`,
    'toko.example.com',
    '',
  ])
    assert.equal(landingUrl(bad), undefined, bad)
})
