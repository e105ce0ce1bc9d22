/** Each rule is seen to refuse what it is there for, and to let the right thing pass. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rules } from './rules.ts'
import { treeOf } from './tree.ts'

type Files = Readonly<Record<string, string>>
interface Sample {
  readonly rule: string
  readonly good: Files
  /** Each tree must be refused, with these words, at this line. */
  readonly bad: readonly { readonly files: Files; readonly at: string; readonly says: RegExp }[]
}

const lines = (count: number): string => 'x\n'.repeat(count)
const order = { 'modules/ORDER': 'identity\nledger\nads\n' }
const house = {
  ...order,
  'modules/identity/index.ts': 'export const a = 1\n',
  'modules/ledger/index.ts': 'export const a = 1\n',
  'modules/ads/index.ts': 'export const a = 1\n',
}
// Split, so that this file does not itself hold what the rules look for.
const mark = ['TO', 'DO'].join('')
const [ignore, expectError] = ['ignore', 'expect-error']
const home = ['', 'home', 'budi'].join('/')

const samples: readonly Sample[] = [
  {
    rule: 'directions',
    good: {
      'modules/ads/settle.ts': `import { x } from '../../platform/clock.ts'\n`,
      'modules/revenue/tests/cross.test.ts': `import { verify } from '../../../verifier/verify.ts'\n`,
      'apps/main.ts': `import { createAds } from '../modules/ads/index.ts'\n`,
    },
    bad: [
      {
        files: { 'platform/http/index.ts': `import { x } from '../../modules/ads/index.ts'\n` },
        at: 'platform/http/index.ts:1',
        says: /platform\/ may not import modules\/ads/,
      },
      {
        files: { 'modules/ads/index.ts': `\nexport * from '../../apps/compose.ts'\n` },
        at: 'modules/ads/index.ts:2',
        says: /modules\/ may not import apps/,
      },
      {
        files: { 'modules/revenue/close.ts': `const v = await import('../../verifier/verify.ts')\n` },
        at: 'modules/revenue/close.ts:1',
        says: /may not import verifier/,
      },
      {
        files: { 'verifier/verify.ts': `import type { S } from '../modules/revenue/contract.ts'\n` },
        at: 'verifier/verify.ts:1',
        says: /verifier\/ may not import modules/,
      },
      {
        files: { 'modules/ads/index.ts': `type T = import('../../web/src/app.ts').T\n` },
        at: 'modules/ads/index.ts:1',
        says: /may not import web/,
      },
    ],
  },
  {
    rule: 'module-order',
    good: { ...house, 'modules/ads/bill.ts': `import { a } from '../ledger/index.ts'\n` },
    bad: [
      {
        files: { ...house, 'modules/ledger/post.ts': `import type { A } from '../ads/index.ts'\n` },
        at: 'modules/ledger/post.ts:1',
        says: /ledger may not know ads/,
      },
      {
        files: { ...house, 'modules/gifts/index.ts': '' },
        at: 'modules/ORDER:1',
        says: /gifts has no line/,
      },
      { files: order, at: 'modules/ORDER:2', says: /there is no modules\/ledger/ },
    ],
  },
  {
    rule: 'front-doors',
    good: {
      'modules/ads/bill.ts': `import { x } from '../ledger/index.ts'\nimport { sql } from '../../platform/db/index.ts'\n`,
      'modules/ads/contract.ts': `import { asMerchant } from '../identity/contract.ts'\n`,
      'modules/ads/tests/bill.test.ts': `import { x } from '../../ledger/testing.ts'\nimport { y } from '../../../platform/testing/index.ts'\n`,
      'apps/compose.ts': `import { mountAds } from '../modules/ads/http.ts'\n`,
    },
    bad: [
      {
        files: { 'modules/ads/bill.ts': `import { post } from '../ledger/post.ts'\n` },
        at: 'modules/ads/bill.ts:1',
        says: /enter by modules\/ledger\/index.ts or modules\/ledger\/contract.ts, not/,
      },
      {
        files: { 'modules/ads/bill.ts': `import { x } from '../ledger/testing.ts'\n` },
        at: 'modules/ads/bill.ts:1',
        says: /enter by/,
      },
      {
        files: { 'modules/ads/contract.ts': `import { x } from '../ledger/index.ts'\n` },
        at: 'modules/ads/contract.ts:1',
        says: /enter by modules\/ledger\/contract.ts, not/,
      },
      {
        files: { 'modules/ads/store.ts': `import { x } from '../../platform/db/sql.ts'\n` },
        at: 'modules/ads/store.ts:1',
        says: /enter by platform\/db\/index.ts/,
      },
      {
        files: { 'modules/ads/bill.ts': `import { x } from '../../platform/testing/index.ts'\n` },
        at: 'modules/ads/bill.ts:1',
        says: /for tests/,
      },
      {
        files: { 'apps/audit.ts': `import { x } from '../modules/ads/store.ts'\n` },
        at: 'apps/audit.ts:1',
        says: /not for apps/,
      },
    ],
  },
  {
    rule: 'contracts-are-browser-safe',
    good: {
      'modules/ads/contract.ts': `import { z } from 'zod'\nimport { route } from '../../platform/contract.ts'\nimport { x } from '../identity/contract.ts'\n`,
    },
    bad: [
      {
        files: { 'modules/ads/contract.ts': `import { createHash } from 'node:crypto'\n` },
        at: 'modules/ads/contract.ts:1',
        says: /may not import node:crypto/,
      },
      {
        files: { 'modules/ads/contract.ts': `import type { Price } from './price.ts'\n` },
        at: 'modules/ads/contract.ts:1',
        says: /may not import modules\/ads\/price.ts/,
      },
    ],
  },
  {
    rule: 'web-sees-contracts',
    good: {
      'web/package.json': `{ "imports": { "#ui/*": "./src/ui/*" } }`,
      'web/src/ui/button.svelte': '<p>hi</p>',
      'web/src/page.svelte': `<script lang="ts">\nimport type { A } from '@contract/ads'\nimport B from '#ui/button.svelte'\n</script>`,
    },
    bad: [
      {
        files: {
          'web/src/page.svelte': `<h1>x</h1>\n<script lang="ts">\nimport { A } from '@contract/ads'\n</script>`,
        },
        at: 'web/src/page.svelte:3',
        says: /take types only/,
      },
      {
        files: { 'web/src/a.ts': `import type { A } from '../../modules/ads/index.ts'\n` },
        at: 'web/src/a.ts:1',
        says: /may not see modules\/ads\/index.ts/,
      },
    ],
  },
  {
    rule: 'verifier-alone',
    good: {
      'verifier/verify.ts': `import { createHash } from 'node:crypto'\nimport { x } from './hash.ts'\n`,
    },
    bad: [
      {
        files: { 'verifier/verify.ts': `import { z } from 'zod'\n` },
        at: 'verifier/verify.ts:1',
        says: /may not need zod/,
      },
    ],
  },
  {
    rule: 'no-cycles',
    good: {
      'platform/a.ts': `import type { B } from './b.ts'\n`,
      'platform/b.ts': `import { a } from './a.ts'\n`,
    },
    bad: [
      {
        files: {
          'platform/a.ts': `import { b } from './b.ts'\n`,
          'platform/b.ts': `export { c } from './c.ts'\n`,
          'platform/c.ts': `import { type A } from './a.ts'\n`,
        },
        at: 'platform/a.ts:1',
        says: /a\.ts → platform\/b\.ts → platform\/c\.ts → platform\/a\.ts/,
      },
    ],
  },
  {
    rule: 'sizes',
    good: { 'apps/main.ts': lines(500), 'apps/main.test.ts': lines(800), 'docs/long.md': lines(900) },
    bad: [
      { files: { 'apps/main.ts': lines(501) }, at: 'apps/main.ts:500', says: /501 lines; the limit is 500/ },
      {
        files: { 'modules/ads/tests/bill.test.ts': lines(801) },
        at: 'modules/ads/tests/bill.test.ts:800',
        says: /the limit is 800/,
      },
    ],
  },
  {
    rule: 'names',
    good: {
      'modules/ads/close-day.ts': '',
      'web/src/routes/+page.svelte': '',
      'modules/ads/store.test.ts': '',
    },
    bad: [
      { files: { 'modules/ads/utils.ts': '' }, at: 'modules/ads/utils.ts:1', says: /"utils" says nothing/ },
      { files: { 'web/src/helpers/date.ts': '' }, at: 'web/src/helpers/date.ts:1', says: /"helpers"/ },
      { files: { 'web/src/types.d.ts': '' }, at: 'web/src/types.d.ts:1', says: /"types"/ },
      { files: { 'modules/ads/closeDay.ts': '' }, at: 'modules/ads/closeDay.ts:1', says: /kebab-case/ },
    ],
  },
  {
    rule: 'migrations',
    good: { 'modules/ads/migrations/0001_campaign.sql': '-- why: a merchant plans what to show\n' },
    bad: [
      {
        files: { 'modules/ads/migrations/1-campaign.sql': '-- why\n' },
        at: 'modules/ads/migrations/1-campaign.sql:1',
        says: /NNNN_what/,
      },
      {
        files: {
          'modules/ads/migrations/0001_a.sql': '-- why\n',
          'modules/ads/migrations/0001_b.sql': '-- why\n',
        },
        at: 'modules/ads/migrations/0001_b.sql:1',
        says: /taken by 0001_a.sql/,
      },
      {
        files: { 'modules/ads/migrations/0001_a.sql': 'create schema ads;\n' },
        at: 'modules/ads/migrations/0001_a.sql:1',
        says: /says why/,
      },
    ],
  },
  {
    rule: 'no-machine-paths',
    good: { 'docs/run.md': 'Data lives in /var/lib/panggung; see https://example.org/home/page.\n' },
    bad: [
      { files: { 'docs/run.md': `\ncd ${home}/stage\n` }, at: 'docs/run.md:2', says: /one machine only/ },
    ],
  },
  {
    rule: 'nothing-unfinished',
    good: { 'apps/main.ts': '// Todos are a noun here.\n' },
    bad: [{ files: { 'web/src/app.css': `/* ${mark}: colours */` }, at: 'web/src/app.css:1', says: /do it/ }],
  },
  {
    rule: 'environment-read-once',
    good: {
      'platform/config/index.ts': 'export const env = process.env\n',
      'apps/bootstrap.mjs': 'process.env.PATH\n',
      'bench/run.ts': 'process.env.HOME\n',
      'apps/main.ts': 'process.exit()\nconst env = { env: 1 }.env\n',
    },
    bad: [
      {
        files: { 'apps/main.ts': '\nconst x = process.env.PORT\n' },
        at: 'apps/main.ts:2',
        says: /only platform\/config/,
      },
      {
        files: { 'apps/main.ts': `const x = process['env']\n` },
        at: 'apps/main.ts:1',
        says: /only platform\/config/,
      },
      {
        files: { 'apps/main.ts': 'const { env } = process\n' },
        at: 'apps/main.ts:1',
        says: /only platform\/config/,
      },
      {
        files: { 'apps/main.ts': `import { env } from 'node:process'\n` },
        at: 'apps/main.ts:1',
        says: /only/,
      },
    ],
  },
  {
    rule: 'every-variable-is-listed',
    good: {
      'modules/ads/config.ts': `export const c = section('ADS', { CPM_MIN: integer({ min: 1 }), port: integer({ env: 'PORT' }) })\n`,
      'deploy/.env.example': '# lowest price\n#PANGGUNG_ADS_CPM_MIN=5000\nPORT=3000\n',
    },
    bad: [
      {
        files: {
          'modules/ads/config.ts': `\nexport const c = section('ADS', { CPM_MIN: integer({ min: 1 }) })\n`,
          'deploy/.env.example': '',
        },
        at: 'modules/ads/config.ts:2',
        says: /PANGGUNG_ADS_CPM_MIN is not in deploy/,
      },
      {
        files: { 'deploy/.env.example': '\nPANGGUNG_ADS_OLD=1\n' },
        at: 'deploy/.env.example:2',
        says: /no section declares PANGGUNG_ADS_OLD/,
      },
    ],
  },
  {
    rule: 'sql-in-stores',
    good: {
      'modules/ads/store.ts': `import { sql } from '../../platform/db/index.ts'\n`,
      'modules/ads/store-campaigns.ts': `import { sql } from '../../platform/db/index.ts'\n`,
      'modules/ads/bill.ts': `import type { Tx } from '../../platform/db/index.ts'\n`,
      'modules/ads/tests/bill.test.ts': `import { sql } from '../../../platform/db/index.ts'\n`,
      'platform/db/sql.ts': `import { sql } from 'kysely'\n`,
    },
    bad: [
      {
        files: { 'modules/ads/bill.ts': `import { type Tx, sql as q } from '../../platform/db/index.ts'\n` },
        at: 'modules/ads/bill.ts:1',
        says: /store.ts/,
      },
      {
        files: { 'apps/demo/fill.ts': `import { sql } from '../../platform/db/index.ts'\n` },
        at: 'apps/demo/fill.ts:1',
        says: /store.ts/,
      },
      {
        files: { 'modules/ads/store.ts': `import pg from 'pg'\n` },
        at: 'modules/ads/store.ts:1',
        says: /pg belongs to platform/,
      },
      {
        files: { 'apps/demo/fill.ts': '\nawait db.execute(`delete from ads.campaign`)\n' },
        at: 'apps/demo/fill.ts:2',
        says: /store.ts/,
      },
    ],
  },
  {
    rule: 'own-schema',
    good: {
      ...order,
      'modules/ads/store.ts':
        "const a = sql<Row>`select c.id from ads.campaign c -- as ledger.transfer does\n where kind = 'identity.erased'`\nconst b = deps.ledger.submit()\n",
      'modules/ads/migrations/0001_a.sql':
        '-- why: not ledger.account\ncreate table ads.campaign (id uuid);\n',
    },
    bad: [
      {
        files: { ...order, 'modules/ads/store.ts': 'const a = sql`select 1\nfrom ledger.transfer`\n' },
        at: 'modules/ads/store.ts:2',
        says: /reaches into schema ledger/,
      },
      {
        files: { ...order, 'modules/ads/store.ts': 'const a = sql`select ${1} from "ledger"."transfer"`\n' },
        at: 'modules/ads/store.ts:1',
        says: /schema ledger/,
      },
      {
        files: { ...order, 'modules/ads/store.ts': `tx.copy('identity.account (id)', rows)\n` },
        at: 'modules/ads/store.ts:1',
        says: /schema identity/,
      },
      {
        files: {
          ...order,
          'modules/ads/migrations/0001_a.sql': '-- why\nalter table LEDGER.account add x int;\n',
        },
        at: 'modules/ads/migrations/0001_a.sql:2',
        says: /schema LEDGER/,
      },
    ],
  },
  {
    rule: 'strict-types',
    good: {
      'apps/main.ts': `const x: unknown = 1 as const\nif (x !== 2) throw new Error('any!')\n`,
      'apps/main.test.ts': '// @ts-expect-error a money amount is no number\n',
    },
    bad: [
      { files: { 'apps/main.ts': 'const x: any = 1\n' }, at: 'apps/main.ts:1', says: /`any`/ },
      {
        files: { 'web/src/a.svelte': `<script lang="ts">let x = y as any</script>` },
        at: 'web/src/a.svelte:1',
        says: /`any`/,
      },
      { files: { 'apps/main.ts': 'const x = list[0]!\n' }, at: 'apps/main.ts:1', says: /`!`/ },
      {
        files: { 'apps/main.ts': 'const x = y as unknown as string\n' },
        at: 'apps/main.ts:1',
        says: /`as … as …`/,
      },
      {
        files: { 'apps/main.ts': `\n// @ts-${ignore}\n` },
        at: 'apps/main.ts:2',
        says: /turns the compiler off/,
      },
      {
        files: { 'apps/main.ts': `// @ts-${expectError}\n` },
        at: 'apps/main.ts:1',
        says: /turns the compiler off/,
      },
    ],
  },
  {
    rule: 'every-test-runs',
    good: { 'apps/a.test.ts': `test('a', () => {})\nlist.skip(2)\n`, 'apps/a.ts': 'rows.skip(1)\n' },
    bad: [
      { files: { 'apps/a.test.ts': `test.only('a', () => {})\n` }, at: 'apps/a.test.ts:1', says: /"only"/ },
      {
        files: { 'apps/a.test.ts': `\ndescribe.skip('a', () => {})\n` },
        at: 'apps/a.test.ts:2',
        says: /"skip"/,
      },
      {
        files: { 'apps/a.test.ts': `test('a', { skip: isSlow }, () => {})\n` },
        at: 'apps/a.test.ts:1',
        says: /"skip"/,
      },
      {
        files: { 'apps/a.test.ts': `test('a', (t) => { t.todo() })\n` },
        at: 'apps/a.test.ts:1',
        says: /"todo"/,
      },
    ],
  },
  {
    rule: 'no-console',
    good: { 'apps/cli.ts': 'console.log(1)\n', 'bench/run.ts': 'console.log(1)\n' },
    bad: [
      {
        files: { 'modules/ads/bill.ts': 'console.log(1)\n' },
        at: 'modules/ads/bill.ts:1',
        says: /use the log/,
      },
      { files: { 'web/src/a.ts': '\nconsole.error(1)\n' }, at: 'web/src/a.ts:2', says: /use the log/ },
    ],
  },
  {
    rule: 'routes-have-access',
    good: { 'modules/ads/contract.ts': `export const a = route({ method: 'GET', access: everyone })\n` },
    bad: [
      {
        files: { 'modules/ads/contract.ts': `export const a = route({ method: 'GET' })\n` },
        at: 'modules/ads/contract.ts:1',
        says: /no access row/,
      },
      {
        files: { 'modules/ads/http.ts': `const a = route({ method: 'GET', access: everyone })\n` },
        at: 'modules/ads/http.ts:1',
        says: /declared in contract.ts/,
      },
    ],
  },
  {
    rule: 'exact-pins',
    good: {
      'package.json': '{ "dependencies": { "pg": "8.23.1", "b": "18.4.0-beta.17" } }',
      'package-lock.json': '"resolved": "https://registry.npmjs.org/pg/-/pg-8.23.1.tgz"\n"resolved": "web"\n',
    },
    bad: [
      {
        files: { 'package.json': '{ "dependencies": {\n "pg": "^8.23.1" } }' },
        at: 'package.json:2',
        says: /pg is not pinned: \^8/,
      },
      {
        files: { 'web/package.json': '{ "devDependencies": { "vite": "latest" } }' },
        at: 'web/package.json:1',
        says: /vite is not pinned/,
      },
      {
        files: { 'package-lock.json': '"resolved": "http://mirror.example/pg.tgz"\n' },
        at: 'package-lock.json:1',
        says: /not the public registry/,
      },
    ],
  },
  {
    rule: 'declared-packages',
    good: {
      'package.json': '{ "dependencies": { "zod": "4.6.7" }, "devDependencies": { "fast-check": "4.10.2" } }',
      'web/package.json': '{ "devDependencies": { "svelte": "5.57.3" } }',
      'modules/ads/contract.ts': `import { z } from 'zod/v4'\nimport { join } from 'node:path'\n`,
      'modules/ads/a.test.ts': `import fc from 'fast-check'\n`,
      'web/src/hash.test.ts': `import { z } from 'zod'\n`,
      'web/src/a.ts': `import { mount } from 'svelte'\nimport { goto } from '$app/navigation'\n`,
    },
    bad: [
      {
        files: { 'package.json': '{}', 'modules/ads/a.ts': `import x from '@scope/left-pad/deep'\n` },
        at: 'modules/ads/a.ts:1',
        says: /@scope\/left-pad is not among the dependencies in package.json/,
      },
      {
        files: {
          'package.json': '{ "devDependencies": { "fast-check": "4.10.2" } }',
          'modules/ads/a.ts': `import fc from 'fast-check'\n`,
        },
        at: 'modules/ads/a.ts:1',
        says: /fast-check is not/,
      },
      {
        files: {
          'package.json': '{ "dependencies": { "pg": "8.23.1" } }',
          'web/src/a.ts': `import pg from 'pg'\n`,
        },
        at: 'web/src/a.ts:1',
        says: /pg is not among the dependencies in web\/package.json/,
      },
    ],
  },
]

test('every rule has its sample', () => {
  assert.deepEqual(samples.map(({ rule }) => rule).sort(), rules.map(({ name }) => name).sort())
})

for (const { rule: name, good, bad } of samples) {
  const rule = rules.find((one) => one.name === name)
  test(`${name} lets the right thing pass`, () => {
    assert(rule)
    assert.deepEqual(rule.check(treeOf(good)), [])
  })
  for (const { files, at, says } of bad)
    test(`${name} refuses ${at} (${says.source})`, () => {
      assert(rule)
      const found = rule.check(treeOf(files))
      const hit = found.find(({ path, line }) => `${path}:${line}` === at)
      assert(hit, `nothing was said at ${at}; instead ${JSON.stringify(found)}`)
      assert.match(hit.says, says)
    })
}
