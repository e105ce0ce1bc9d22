/** The files of a new module: a thin slice that runs, with one table, one verb, two routes and one job, to be
 *  renamed and grown. It keeps every rule that tidy checks. */

/** @param name the noun, e.g. `gifts`; also the name of its schema. @returns text by path from the root */
export function skeletonOf(name: string): Record<string, string> {
  const words = { name, Name: name.charAt(0).toUpperCase() + name.slice(1) }
  const files: Record<string, string> = {
    'index.ts': index,
    'contract.ts': contract,
    'config.ts': config,
    'http.ts': http,
    'jobs.ts': jobs,
    'store.ts': store,
    'tables.ts': tables,
    'keep-note.ts': keepNote,
    'testing.ts': testing,
    'migrations/0001_note.sql': migration,
    'tests/keep-note.test.ts': tests,
  }
  return Object.fromEntries(
    Object.entries(files).map(([file, text]) => [
      `modules/${name}/${file}`,
      text
        .replaceAll('__name__', words.name)
        .replaceAll('__Name__', words.Name)
        .replaceAll('__NAME__', name.toUpperCase()),
    ]),
  )
}

/** The line of deploy/.env.example that belongs to the skeleton's config. */
export const exampleLineOf = (name: string): string =>
  `\n# after how many days a note is dropped\n#PANGGUNG_${name.toUpperCase()}_KEEP_DAYS=30\n`

const index = `/** __Name__ keeps notes for an account: what it promises to the rest of the house is written here, in a few lines.
 *  A note that was answered for is durable; the same id sent again changes nothing. */
import type { Clock } from '../../platform/clock.ts'
import type { Values } from '../../platform/config/index.ts'
import type { Db } from '../../platform/db/index.ts'
import type { AccountId } from '../identity/index.ts'
import type { __name__Config } from './config.ts'
import { keepNote, type NewNote, type Note } from './keep-note.ts'
import * as store from './store.ts'

export { __name__Config } from './config.ts'
export { mount__Name__ } from './http.ts'
export { work__Name__ } from './jobs.ts'
export type { NewNote, Note } from './keep-note.ts'

export interface __Name__Deps {
  readonly db: Db
  readonly clock: Clock
  readonly config: Values<(typeof __name__Config)['fields']>
}

export interface __Name__ {
  /** @throws Refusal note_differs */
  keepNote(owner: AccountId, note: NewNote): Promise<Note>
  /** Newest first, at most a hundred. */
  notesOf(owner: AccountId): Promise<Note[]>
  /** Drops what is older than KEEP_DAYS. @returns how many notes */
  dropOldNotes(): Promise<number>
}

const dayMs = 24 * 60 * 60 * 1000

export function create__Name__({ db, clock, config }: __Name__Deps): __Name__ {
  return {
    keepNote: (owner, note) => keepNote({ db, clock }, owner, note),
    notesOf: (owner) => store.listNotes(db, owner),
    dropOldNotes: () =>
      db.transaction((tx) =>
        store.deleteNotesBefore(tx, new Date(clock.now().getTime() - config.KEEP_DAYS * dayMs)),
      ),
  }
}
`

const contract = `/** What the outside may ask of __name__. */
import { z } from 'zod'
import { refusals, route, type RouteMap, zInstant, zUuid } from '../../platform/contract.ts'
import { access, identityRefusals } from '../identity/contract.ts'

export const __name__Refusals = refusals({
  note_differs: {
    status: 409,
    en: 'A note with this id says something else already. Nothing was changed.',
    id: 'Catatan dengan id ini sudah ada dan isinya lain. Tidak ada yang berubah.',
  },
})

const zNote = z.object({ id: zUuid, text: z.string(), createdAt: zInstant })

export const __name__Routes = {
  keepNote: route({
    method: 'POST',
    path: '/v1/__name__',
    summary: 'Keep a note. The id is made by the client; sending it again changes nothing.',
    access: access.signedIn,
    body: z.strictObject({ id: zUuid, text: z.string().trim().min(1).max(500) }),
    reply: z.object({ note: zNote }),
    status: 201,
    refusals: [identityRefusals.login_required, __name__Refusals.note_differs],
    example: { id: '0198f0e2-7c1a-7000-8000-000000000001', text: 'Senja di pantai.' },
  }),
  listNotes: route({
    method: 'GET',
    path: '/v1/__name__',
    summary: "The caller's own notes, newest first.",
    access: access.signedIn,
    reply: z.object({ notes: z.array(zNote) }),
    refusals: [identityRefusals.login_required],
  }),
}
export type __Name__Routes = RouteMap<typeof __name__Routes>
`

const config = `import { integer, section } from '../../platform/config/index.ts'

export const __name__Config = section('__NAME__', {
  KEEP_DAYS: integer({ min: 1, max: 3650, default: 30, about: 'after how many days a note is dropped' }),
})
`

const http = `import type { Http } from '../../platform/http/index.ts'
import { callerAccount } from '../identity/index.ts'
import { __name__Routes as routes } from './contract.ts'
import type { __Name__, Note } from './index.ts'

export function mount__Name__(http: Http, __name__: __Name__): void {
  http.handle(routes.keepNote, async ({ caller, body }) => ({
    note: shape(await __name__.keepNote(callerAccount(caller), body)),
  }))
  http.handle(routes.listNotes, async ({ caller }) => ({
    notes: (await __name__.notesOf(callerAccount(caller))).map(shape),
  }))
}

const shape = ({ id, text, createdAt }: Note) => ({ id, text, createdAt: createdAt.toISOString() })
`

const jobs = `import { defineJob, type Jobs } from '../../platform/jobs/index.ts'
import type { __Name__ } from './index.ts'

const dropOldNotes = defineJob({ name: '__name__.drop-old-notes', everySeconds: 3600 })

export function work__Name__(jobs: Jobs, __name__: __Name__): void {
  jobs.work(dropOldNotes, async () => {
    await __name__.dropOldNotes()
  })
}
`

const store = `/** Every statement that touches the schema \`__name__\`. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { AccountId } from '../identity/index.ts'
import type { Note } from './keep-note.ts'

/** @returns the note under this id: the one given, or the one that was there before */
export async function insertNote(tx: Tx, owner: AccountId, note: Note): Promise<Note & { ownerId: string }> {
  await tx.run(sql\`
    insert into __name__.note (id, owner_id, text, created_at)
    values (\${note.id}, \${owner}, \${note.text}, \${note.createdAt})
    on conflict (id) do nothing\`)
  return tx.one(sql<Note & { ownerId: string }>\`
    select id, owner_id as "ownerId", text, created_at as "createdAt" from __name__.note where id = \${note.id}\`)
}

export const listNotes = (db: Queryable, owner: AccountId): Promise<Note[]> =>
  db.all(sql<Note>\`
    select id, text, created_at as "createdAt" from __name__.note
    where owner_id = \${owner} order by created_at desc, id desc limit 100\`)

export const deleteNotesBefore = (tx: Tx, before: Date): Promise<number> =>
  tx.run(sql\`delete from __name__.note where created_at < \${before}\`)
`

const tables = `/** The columns that store.ts reads and writes; a test holds them against the database. */
export const tables = {
  '__name__.note': ['id', 'owner_id', 'text', 'created_at'],
} as const
`

const keepNote = `import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import { refuse } from '../../platform/errors.ts'
import type { AccountId } from '../identity/index.ts'
import { __name__Refusals } from './contract.ts'
import * as store from './store.ts'

export interface NewNote {
  /** A uuid that the client made, so that a retry is the same note. */
  readonly id: string
  readonly text: string
}

export interface Note extends NewNote {
  readonly createdAt: Date
}

/** Same id and text: the first answer again. Same id, other text or owner: refused. @throws Refusal note_differs */
export function keepNote(
  { db, clock }: { db: Db; clock: Clock },
  owner: AccountId,
  note: NewNote,
): Promise<Note> {
  return db.transaction(async (tx) => {
    const kept = await store.insertNote(tx, owner, { ...note, createdAt: clock.now() })
    if (kept.ownerId !== owner || kept.text !== note.text) refuse(__name__Refusals.note_differs)
    return kept
  })
}
`

const testing = `/** Builders for the tests of later modules. */
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db/index.ts'
import { __name__Config, create__Name__, type __Name__ } from './index.ts'

export const test__Name__ = (deps: { db: Db; clock: Clock }): __Name__ =>
  create__Name__({ ...deps, config: __name__Config.defaults() })
`

const migration = `-- why: __name__ keeps an account's notes
-- lock: none, a new table
-- half: whole
create table __name__.note (
  id uuid primary key,
  owner_id uuid not null,
  text text not null,
  created_at timestamptz not null
);
create index note_owner on __name__.note (owner_id, created_at desc, id desc);
`

const tests = `import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sql } from '../../../platform/db/index.ts'
import { fakeClock, testDatabase, testHttp } from '../../../platform/testing/index.ts'
import { accountId } from '../../identity/index.ts'
import { mount__Name__ } from '../index.ts'
import { tables } from '../tables.ts'
import { test__Name__ } from '../testing.ts'

const budi = accountId('0198f0e2-7c1a-7000-8000-00000000000b')
const sari = accountId('0198f0e2-7c1a-7000-8000-00000000000c')
const note = { id: '0198f0e2-7c1a-7000-8000-000000000001', text: 'Senja di pantai.' }

async function stage(t: TestContext) {
  const clock = fakeClock('2026-08-22T03:00:00Z')
  const db = await testDatabase(t, { modules: ['__name__'] })
  return { clock, db, __name__: test__Name__({ db, clock }) }
}

test('the same note twice is kept once; another text under its id is refused', async (t) => {
  const { __name__ } = await stage(t)
  const first = await __name__.keepNote(budi, note)
  assert.deepEqual(await __name__.keepNote(budi, note), first)
  await assert.rejects(__name__.keepNote(budi, { ...note, text: 'Pagi.' }), /note_differs/)
  await assert.rejects(__name__.keepNote(sari, note), /note_differs/)
  assert.equal((await __name__.notesOf(budi)).length, 1)
  assert.equal((await __name__.notesOf(sari)).length, 0)
})

test('an old note is dropped', async (t) => {
  const { __name__, clock } = await stage(t)
  await __name__.keepNote(budi, note)
  assert.equal(await __name__.dropOldNotes(), 0)
  clock.advance(31 * 24 * 60 * 60 * 1000)
  assert.equal(await __name__.dropOldNotes(), 1)
})

test('over HTTP a visitor is asked to log in, an account gets its own notes', async (t) => {
  const { __name__, clock } = await stage(t)
  const http = await testHttp(t, clock)
  mount__Name__(http, __name__)
  assert.equal((await http.call('POST', '/v1/__name__', note)).status, 401)
  http.as({ account: { id: budi, handle: 'budi', roles: new Set() } })
  assert.equal((await http.call('POST', '/v1/__name__', note)).status, 201)
  const listed = await http.call<{ notes: unknown[] }>('GET', '/v1/__name__')
  assert.deepEqual(listed.body.notes, [{ ...note, createdAt: '2026-08-22T03:00:00.000Z' }])
})

test('tables.ts is what the database holds', async (t) => {
  const { db } = await stage(t)
  for (const [table, columns] of Object.entries(tables)) {
    const rows = await db.all(sql<{ name: string }>\`
      select column_name as name from information_schema.columns
      where table_schema || '.' || table_name = \${table} order by ordinal_position\`)
    assert.deepEqual(
      rows.map(({ name }) => name),
      [...columns],
    )
  }
})
`
