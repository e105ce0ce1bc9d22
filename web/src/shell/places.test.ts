import assert from 'node:assert/strict'
import test from 'node:test'
import { gated, isAt, safeNext } from './places.ts'

test('after a login only a path on this site is followed', () => {
  assert.equal(safeNext('/create?x=1'), '/create?x=1')
  for (const bad of [null, '', 'https://evil.example', '//evil.example', '/\\evil.example', 'javascript:1']) {
    assert.equal(safeNext(bad), '/')
  }
})

test('a place lights up for itself and what is below it', () => {
  assert.equal(isAt('/studio/earnings', '/studio'), true)
  assert.equal(isAt('/studious', '/studio'), false)
  assert.equal(isAt('/following', '/'), true)
})

test('a visitor goes through login and comes back', () => {
  assert.equal(gated('/create', false), '/login?next=%2Fcreate')
  assert.equal(gated('/create', true), '/create')
})
