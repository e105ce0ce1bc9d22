import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { Project } from '../project.ts'
import { house } from './house.ts'
import { aPart, aProject, aShot, picture } from './material.ts'

interface Summary {
  id: string
  title: string
  revision: number
  durationMs: number
  bytes: number
  cover: { kind: string; url: string; atMs: number } | null
  device: string | null
  changedHere: boolean
  removedAt: string | null
}
interface Answer {
  error?: { code: string; message: string }
  draft?: Summary & { project: Project; parts: { id: string; url: string | null }[] }
  drafts?: Summary[]
  nextCursor?: string | null
  limits?: { drafts: number; used: number }
}
type House = Awaited<ReturnType<typeof house>>
const code = (answer: { body: Answer }): string | undefined => answer.body.error?.code
const pathOf = (id: string): string => `/v1/drafts/${id}`
const keep = (h: House, id: string, revision: number, title: string, project: Project = aProject()) =>
  h.http.call<Answer>('PUT', pathOf(id), { revision, title, project })

test('a draft is made, changed and read on another device, and its files have addresses', async (t) => {
  const h = await house(t)
  const red = await h.sends(h.sari, await picture(t, 'color=red:s=90x160'))
  const project = aProject({
    parts: [aPart('p', 'picture', { uploadId: red, bytes: 500 }), aPart('x', 'video')],
    shots: [aShot('1', 'p', 0, 2500), aShot('2', 'x', 0, 1000, { speed: 2 })],
    coverMs: 100,
  })
  const id = h.ids.uuid()
  const [phone, desk] = [h.ids.uuid(), h.ids.uuid()]
  h.as(h.sari, phone)
  const made = (await keep(h, id, 0, 'Senja', project)).body.draft
  assert.partialDeepStrictEqual(made, { revision: 1, durationMs: 3000, changedHere: true })
  assert.ok((made?.bytes ?? 0) > 500)
  h.as(h.sari, desk)
  const listed = (await h.http.call<Answer>('GET', '/v1/drafts')).body
  assert.deepEqual([listed.drafts?.length, listed.limits?.used], [1, 1])
  assert.equal(listed.drafts?.[0]?.changedHere, false)
  assert.match(listed.drafts?.[0]?.cover?.url ?? '', /\/original\?e=/)
  assert.equal(listed.drafts?.[0]?.cover?.kind, 'picture')
  const read = (await h.http.call<Answer>('GET', pathOf(id))).body.draft
  assert.deepEqual(read?.project, project)
  assert.match(read?.parts[0]?.url ?? '', /\/original\?e=/)
  assert.equal(read?.parts[1]?.url, null, 'on a device alone')
  assert.equal((await keep(h, id, 1, 'Senja di Losari', project)).body.draft?.revision, 2)
})

test('what two devices changed is never mixed: the second is told, a retry is not', async (t) => {
  const h = await house(t)
  const id = h.ids.uuid()
  h.as(h.sari)
  await keep(h, id, 0, 'satu')
  assert.equal((await keep(h, id, 0, 'satu')).body.draft?.revision, 1, 'the answer was lost')
  assert.equal((await keep(h, id, 1, 'dua')).body.draft?.revision, 2)
  assert.equal((await keep(h, id, 1, 'dua')).body.draft?.revision, 2)
  const late = await keep(h, id, 1, 'tiga')
  assert.equal(code(late), 'draft_changed')
  assert.match(late.body.error?.message ?? '', /revision 2/)
  const again = await Promise.all(['a', 'b', 'c'].map((title) => keep(h, id, 2, title)))
  assert.deepEqual(again.map((one) => one.status).sort(), [200, 409, 409], 'one of three at once')
  assert.equal(code(await keep(h, h.ids.uuid(), 3, 'tidak ada')), 'draft_not_found')
})

test('nobody else sees or changes it, nor learns that it is there', async (t) => {
  const h = await house(t)
  const id = h.ids.uuid()
  h.as(h.sari)
  await keep(h, id, 0, 'rahasia')
  const asked = async () => [
    code(await h.http.call<Answer>('GET', pathOf(id))),
    code(await keep(h, id, 1, 'milikku')),
    code(await keep(h, id, 0, 'milikku')),
    code(await h.http.call<Answer>('DELETE', pathOf(id))),
    code(await h.http.call<Answer>('POST', `${pathOf(id)}/restore`)),
    code(await h.http.call<Answer>('POST', `${pathOf(id)}/render`, { revision: 1 })),
    code(await h.http.call<Answer>('GET', `${pathOf(id)}/render`)),
    code(await h.http.call<Answer>('DELETE', `${pathOf(id)}/render`)),
  ]
  h.as(h.budi)
  assert.deepEqual([...new Set(await asked())], ['draft_not_found'])
  assert.deepEqual((await h.http.call<Answer>('GET', '/v1/drafts')).body.drafts, [])
  h.as(undefined)
  assert.deepEqual([...new Set(await asked())], ['login_required'])
})

test('another’s file has no address in one’s own draft', async (t) => {
  const h = await house(t)
  const theirs = await h.sends(h.budi, await picture(t, 'color=red:s=90x160'))
  const id = h.ids.uuid()
  h.as(h.sari)
  const project = aProject({
    parts: [aPart('p', 'picture', { uploadId: theirs })],
    shots: [aShot('1', 'p', 0, 900)],
  })
  assert.equal((await keep(h, id, 0, '', project)).body.draft?.cover, null)
  assert.equal((await h.http.call<Answer>('GET', pathOf(id))).body.draft?.parts[0]?.url, null)
  const asked = await h.http.call<Answer>('POST', `${pathOf(id)}/render`, { revision: 1 })
  assert.equal(code(asked), 'render_part_missing')
})

test('removed, it is out of the list and comes back for thirty days; then it is gone', async (t) => {
  const h = await house(t, { drafts: { MAX_DRAFTS: 2 } })
  const [one, two, three] = [h.ids.uuid(), h.ids.uuid(), h.ids.uuid()]
  h.as(h.sari)
  await keep(h, one, 0, 'satu')
  await keep(h, two, 0, 'dua')
  assert.equal(code(await keep(h, three, 0, 'tiga')), 'too_many_drafts')
  await h.http.call('DELETE', pathOf(one))
  assert.ok((await h.http.call<Answer>('DELETE', pathOf(one))).body.draft?.removedAt)
  assert.equal(code(await h.http.call<Answer>('GET', pathOf(one))), 'draft_not_found')
  assert.equal(code(await keep(h, one, 1, 'satu lagi')), 'draft_not_found')
  const gone = (await h.http.call<Answer>('GET', '/v1/drafts?removed=1')).body.drafts
  assert.deepEqual(
    gone?.map((draft) => draft.id),
    [one],
  )
  assert.equal((await keep(h, three, 0, 'tiga')).status, 200)
  assert.equal(code(await h.http.call<Answer>('POST', `${pathOf(one)}/restore`)), 'too_many_drafts')
  await h.http.call('DELETE', pathOf(three))
  assert.equal((await h.http.call<Answer>('POST', `${pathOf(one)}/restore`)).body.draft?.removedAt, null)
  h.clock.advance(31 * 86_400_000)
  assert.equal(code(await h.http.call<Answer>('POST', `${pathOf(three)}/restore`)), 'draft_restore_too_late')
  await h.drafts.sweep()
  assert.equal(code(await h.http.call<Answer>('POST', `${pathOf(three)}/restore`)), 'draft_not_found')
  assert.equal((await h.http.call<Answer>('GET', pathOf(one))).status, 200)
})

test('what does not fit together or is too much is told and not kept', async (t) => {
  const h = await house(t, { drafts: { MAX_PROJECT_KB: 16 } })
  h.as(h.sari)
  const parts = [aPart('v', 'video'), aPart('s', 'sound'), aPart('p', 'picture')]
  const shots = [aShot('1', 'v', 0, 1000)]
  const track = {
    id: 't',
    kind: 'sound',
    part: 's',
    soundId: null,
    startMs: 0,
    fromMs: 0,
    toMs: 900,
    volume: 1,
  } as const
  const wrong: [string, Partial<Project>][] = [
    ['lebar', { parts, shots, width: 181 }],
    ['id', { parts: [...parts, aPart('v', 'video')], shots }],
    ['potongan', { parts, shots: [aShot('1', 'none', 0, 1000)] }],
    ['potongan', { parts, shots: [aShot('1', 's', 0, 1000)] }],
    ['potongan', { parts, shots: [aShot('1', 'v', 1000, 1000)] }],
    ['potongan', { parts, shots: [aShot('1', 'v', 0, 3600)] }],
    [
      'dipangkas',
      { parts, shots: [aShot('1', 'v', 0, 900, { crop: { x: 0.5, y: 0, width: 0.6, height: 1 } })] },
    ],
    ['suara', { parts, shots, tracks: [{ ...track, part: 'p' }] }],
    ['suara', { parts, shots, tracks: [{ ...track, toMs: 3_600_000 }] }],
    ['klip', { parts, shots, frame: { kind: 'side', other: 'p', otherVolume: 1, own: 'left' } }],
  ]
  for (const [says, project] of wrong) {
    const answer = await keep(h, h.ids.uuid(), 0, '', aProject(project))
    assert.equal(code(answer), 'project_invalid', JSON.stringify(project))
    assert.match(
      answer.body.error?.message ?? '',
      says === 'id' ? /same id|id yang sama/ : /can not be kept|belum bisa/,
    )
  }
  const many = Array.from({ length: 100 }, (_, at) => aShot(String(at), 'v', 0, 100))
  assert.equal(
    code(await keep(h, h.ids.uuid(), 0, '', aProject({ parts, shots: many.slice(0, 80) }))),
    undefined,
  )
  assert.equal(code(await keep(h, h.ids.uuid(), 0, '', aProject({ parts, shots: many }))), 'bad_request')
  const text = Array.from({ length: 40 }, (_, at) => ({
    ...{
      id: String(at),
      kind: 'text',
      text: 'x'.repeat(400),
      face: 'plain',
      size: 0.1,
      colour: '#ffffff',
      back: 'none',
    },
    ...{
      align: 'left',
      startMs: 0,
      endMs: 900,
      x: 0.5,
      y: 0.5,
      scale: 1,
      turn: 0,
      enter: 'none',
      raster: null,
    },
  })) as Project['layers']
  assert.equal(
    code(await keep(h, h.ids.uuid(), 0, '', aProject({ parts, shots, layers: text }))),
    'draft_too_large',
  )
  assert.equal((await h.http.call<Answer>('GET', '/v1/drafts')).body.drafts?.length, 1)
})

test('each change counts one up, whoever sends what how often', async (t) => {
  const h = await house(t)
  h.as(h.sari)
  const step = fc.record({ revision: fc.integer({ min: 0, max: 4 }), title: fc.constantFrom('a', 'b', 'c') })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const id = h.ids.uuid()
      let now = { revision: 0, title: '' }
      for (const sent of steps) {
        const answer = await keep(h, id, sent.revision, sent.title)
        if (answer.status === 200) {
          const isSame = answer.body.draft?.revision === now.revision
          if (isSame) assert.equal(sent.title, now.title, 'the same again changes nothing')
          else
            assert.deepEqual([sent.revision, answer.body.draft?.revision], [now.revision, now.revision + 1])
          now = { revision: answer.body.draft?.revision ?? -1, title: sent.title }
        } else assert.notEqual(sent.revision, now.revision, 'what was made from the newest is kept')
      }
    }),
    { numRuns: 20 },
  )
})
