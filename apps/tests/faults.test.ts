/** DESIGN §5 on the real thing: the server runs as its processes do in production, people use it over HTTP, and kill -9
 *  hits the web process, the worker, an encoder, the operator's close and PostgreSQL at random moments. What was
 *  acknowledged is there in the end, and every rupiah is where it belongs. */
import assert from 'node:assert/strict'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { dayOf, systemClock } from '../../platform/clock.ts'
import { createDb } from '../../platform/db/index.ts'
import { systemIds } from '../../platform/ids.ts'
import { startPostgres } from '../../platform/postgres/index.ts'
import { fakeClock, silentLog, temporaryFolder, testSeed } from '../../platform/testing/index.ts'
import { compose } from '../compose.ts'
import { readConfig } from '../sections.ts'
import { openSecrets } from '../secrets.ts'
import { clipShelf } from './distinct-clips.ts'
import {
  chargesAreRight,
  creatorsArePaid,
  daysAreShared,
  uploadsAreKept,
  watchesAreKept,
} from './kept-promises.ts'
import {
  noPromises,
  opensCampaign,
  type Promises,
  posts,
  signsUp,
  topsUp,
  untilPlayable,
  watches,
} from './life-on-stage.ts'
import { type Diary, type PatientClient, patientClient } from './patient-client.ts'
import { encodersOf, killHard, postgresOf, processesOf } from './process-table.ts'
import { type Chance, chanceFrom } from './seeded-random.ts'
import { createSupervisor, type Supervised, type Supervisor } from './supervisor.ts'

/** Put the printed seed here to see the same run of choices again; undefined: another one each time. */
const replay: number | undefined = undefined
const victims = [
  ...['web', 'web', 'web', 'worker', 'worker', 'worker'],
  ...['encoder', 'encoder', 'postgres', 'postgres', 'postgres'],
]
const zone = 'Asia/Jakarta'

interface Setting {
  readonly chance: Chance
  readonly dataFolder: string
  readonly supervisor: Supervisor
  readonly web: Supervised
  readonly worker: Supervised
  readonly diary: Diary
  readonly promises: Promises
  /** A browser of its own. */
  browser(): PatientClient
}

interface Cast {
  readonly creators: readonly PatientClient[]
  readonly merchant: PatientClient
  readonly operator: PatientClient
  readonly campaigns: readonly string[]
}

test('kill -9 of anything at any time loses nothing and pays nobody twice', {
  timeout: 175_000,
}, async (t) => {
  const seed = replay ?? testSeed()
  t.diagnostic(`seed ${seed}`)
  const setting = openSetting(t, seed)
  const { supervisor, dataFolder, promises, diary } = setting
  const startedMs = Date.now()
  const note = (what: string): void =>
    t.diagnostic(`${what} at ${((Date.now() - startedMs) / 1000).toFixed(1)} s`)
  try {
    const shelf = clipShelf(join(dataFolder, 'clips'))
    await startTwice(setting)
    note('up')
    const cast = await enter(setting, shelf)
    note('entered')
    const counts = await liveThroughKills(setting, cast, shelf)
    note('killed')
    await stopCleanly(setting)
    await hurryQueue(dataFolder)
    note('stopped')
    await comeBack(setting)
    note('back')
    t.diagnostic(
      `${JSON.stringify(counts)}; ${diary.retries} retries, ${promises.uploads.length} uploads, ` +
        `${promises.watches.size} watch events, ${promises.topUps.size} top-ups`,
    )
    await holdAgainst(t, setting, cast)
    note('held')
    assert.deepEqual(diary.shocks, [], 'no client was told that the code is wrong')
    assert.deepEqual(supervisor.accidents, [], 'no process ended unasked')
  } catch (thrown) {
    throw new Error(`with seed ${seed}; the last lines were:\n${supervisor.lines.slice(-80).join('\n')}`, {
      cause: thrown,
    })
  }
})

function openSetting(t: TestContext, seed: number): Setting {
  const removals: (() => unknown)[] = []
  const dataFolder = temporaryFolder({ after: (removal) => void removals.push(removal) })
  chmodSync(dataFolder, 0o755) // root's PostgreSQL runs as nobody and must be able to enter
  const supervisor = createSupervisor({ PANGGUNG_DATA: dataFolder, PANGGUNG_STAGE_HOST: '127.0.0.1' })
  const diary: Diary = { shocks: [], retries: 0, isClosed: false }
  t.after(async () => {
    diary.isClosed = true
    await supervisor.stopAll()
    killHard(processesOf(dataFolder))
    for (const removal of removals) await removal() // not before its processes are gone
  })
  const web = supervisor.run('web')
  return {
    chance: chanceFrom(seed),
    dataFolder,
    supervisor,
    web,
    worker: supervisor.run('worker,transcode'),
    diary,
    promises: noPromises(),
    browser: () => patientClient(() => `http://127.0.0.1:${web.port()}`, diary),
  }
}

/** Both processes find an empty folder at the same moment, and one of them is killed while it lays out the database. */
async function startTwice({ web, worker, chance }: Setting): Promise<void> {
  await pause(chance.between(300, 3_000))
  await (chance.happens(0.5) ? web : worker).kill()
  await Promise.all([web.up(), worker.up()])
}

/** The people, their first clips, and two campaigns: one that can pay for all, one that soon runs dry. */
async function enter(setting: Setting, shelf: ReturnType<typeof clipShelf>): Promise<Cast> {
  const { browser, chance, promises, supervisor } = setting
  const named = async (handle: string): Promise<PatientClient> => {
    const client = browser()
    await signsUp(client, handle)
    return client
  }
  const [merchant, operator, ...creators] = await Promise.all(
    ['warung.tini', 'penjaga', 'sari.senja', 'budi.pola', 'rani.rasa'].map(named),
  )
  assert.ok(merchant && operator)
  const made = supervisor.command('operator', 'penjaga')
  await merchant.call('POST', '/v1/merchant', { name: 'Warung Bu Tini' })
  const first = chance.fork('first clips')
  const mine = posts(merchant, shelf.small(first), first, promises, {
    caption: 'nasi',
    visibility: 'unlisted',
  })
  const clips = creators.flatMap((client, at) =>
    [1, 2].map(async (n) => {
      const own = first.fork(`${at}.${n}`)
      await untilPlayable(
        client,
        await posts(client, shelf.small(own), own, promises, { caption: `klip ${n}` }),
      )
    }),
  )
  const videoId = await mine
  await Promise.all([untilPlayable(merchant, videoId), ...clips])
  assert.equal((await made.ended).code, 0)
  // Until the server has read the role again: it remembers a session for half a minute.
  while ((await operator.call('GET', '/v1/admin/overview')).status !== 200) {
    await operator.call('POST', '/v1/session', { handle: 'penjaga', password: 'kata sandi penjaga 42' })
  }
  await topsUp(merchant, operator, '1000000', promises)
  const rich = {
    videoId,
    title: 'Nasi uduk',
    cpmIdr: '100000',
    dailyBudgetIdr: '5000000',
    totalBudgetIdr: '5000000',
  }
  const small = {
    videoId,
    title: 'Es teh',
    cpmIdr: '500000',
    dailyBudgetIdr: '10000',
    totalBudgetIdr: '10000',
  }
  const campaigns = [await opensCampaign(merchant, rich), await opensCampaign(merchant, small)]
  return { creators, merchant, operator, campaigns }
}

/** Everyone goes on with what they do while things are killed around them. */
async function liveThroughKills(
  setting: Setting,
  cast: Cast,
  shelf: ReturnType<typeof clipShelf>,
): Promise<Record<string, number>> {
  const { chance, promises, browser } = setting
  let over = false
  const goOn = async (name: string, pauseMs: number, live: (own: Chance, n: number) => Promise<unknown>) => {
    const own = chance.fork(name)
    for (let n = 0; !over; n++) {
      await live(own, n)
      await pause(own.between(0, pauseMs))
    }
  }
  const [first, second] = cast.creators
  assert.ok(first && second)
  const regular = browser()
  await signsUp(regular, 'penonton.setia')
  const lives = [
    goOn('visitors', 200, (own) => watches(browser(), own, promises)),
    goOn('more visitors', 200, (own) => watches(browser(), own, promises)),
    goOn('a regular', 400, (own) => watches(regular, own, promises)),
    goOn('tall clips', 1_000, (own, n) =>
      n < 6 ? posts(first, shelf.tall(own), own, promises, { caption: `tinggi ${n}` }) : pause(500),
    ),
    goOn('small clips', 2_000, (own, n) =>
      posts(second, shelf.small(own), own, promises, { caption: `kecil ${n}` }),
    ),
    goOn('money', 3_000, (_, n) => topsUp(cast.merchant, cast.operator, String(20_000 + n), promises)),
  ]
  const failed = Promise.all(lives).catch((thrown: unknown) => {
    over = true
    throw thrown
  })
  const kills = killAll(setting, () => over).finally(() => {
    over = true
  })
  const [counts] = await Promise.all([kills, failed])
  return counts
}

async function killAll(setting: Setting, isOver: () => boolean): Promise<Record<string, number>> {
  const { chance, web, worker } = setting
  const counts: Record<string, number> = {}
  const order = chance.shuffled(victims)
  const half = Math.floor(order.length / 2)
  let closing: Promise<void> | undefined
  const strike: Record<string, () => Promise<unknown>> = {
    web: () => web.kill(),
    worker: () => worker.kill(),
    encoder: () => killEncoder(setting),
    postgres: () => killPostgres(setting),
  }
  for (const [at, victim] of order.entries()) {
    if (isOver()) break
    await pause(chance.between(200, 1_500))
    if (at === half) closing = closeToday(setting)
    await strike[victim]?.()
    counts[victim] = (counts[victim] ?? 0) + 1
    // Now and then the next one follows while the stage is still down.
    if (chance.happens(0.3)) continue
    await Promise.all([web.up(), worker.up()])
    const visitor = setting.browser()
    assert.equal((await visitor.call('GET', '/readyz')).status, 200)
  }
  await closing
  return counts
}

async function killEncoder({ dataFolder }: Setting): Promise<void> {
  for (let waited = 0; waited < 30_000; waited += 20) {
    if (killHard(encodersOf(dataFolder)) > 0) return
    await pause(20)
  }
  assert.fail('no encoder ran for half a minute')
}

async function killPostgres({ dataFolder }: Setting): Promise<void> {
  // The one that was killed before may not be up again.
  for (let waited = 0; waited < 30_000; waited += 20) {
    if (killHard(postgresOf(dataFolder)) > 1) return
    await pause(20)
  }
  assert.fail('no database ran for half a minute')
}

/** The operator closes today. The command is killed once at whatever it does, and then given again until it is done;
 *  then players whose acknowledgement was lost send again what they had sent before. */
async function closeToday({ supervisor, chance, promises }: Setting): Promise<void> {
  const own = chance.fork('closing')
  const day = dayOf(systemClock.now(), zone)
  const first = supervisor.command('close-day', day)
  const { signal, cancel } = cancellable()
  const killed = pause(own.between(700, 3_500), undefined, { signal }).then(first.kill, () => {})
  await first.ended
  cancel()
  await killed
  const before = promises.echoes.slice(-6)
  assert.ok(before.length > 0, 'people have watched by then')
  for (let tries = 0; tries < 8; tries++) {
    if ((await supervisor.command('close-day', day).ended).code !== 0) continue
    // What was stored on the day that is closed now must not be stored again on the next.
    for (const again of before) await again()
    return
  }
  assert.fail('today was not closed in eight tries')
}

function cancellable() {
  const controller = new AbortController()
  return { signal: controller.signal, cancel: () => controller.abort() }
}

/** As `systemctl stop` does. @throws when something is left behind */
async function stopCleanly({ supervisor, web, worker, dataFolder }: Setting): Promise<void> {
  const codes = await Promise.all([web.stop(), worker.stop()])
  assert.deepEqual(codes, [0, 0], 'both processes ended in good order')
  await supervisor.stopAll()
  const left = processesOf(dataFolder).map(({ pid, command }) => `${pid} ${command}`)
  assert.deepEqual(left, [], 'nothing runs on after the stage has stopped')
}

const hurry = `update jobs.job set state = 'retry', start_after = now() where state in ('active', 'retry')`

/** The queue waits for a heartbeat before it believes in a death, and longer after each failure; the test does not. */
async function hurryQueue(dataFolder: string): Promise<void> {
  const own = await startPostgres({ dataDir: join(dataFolder, 'postgres') })
  const db = createDb({ url: own.url, max: 1 })
  await db.execute(hurry)
  await db.close()
  own.leave()
}

/** A clean start; everything that was begun is finished. */
async function comeBack(setting: Setting): Promise<void> {
  const { supervisor, promises } = setting
  const again = {
    ...setting,
    web: supervisor.run('web'),
    worker: supervisor.run('worker,transcode'),
  }
  await Promise.all([again.web.up(), again.worker.up()])
  const diary: Diary = { shocks: [], retries: 0, isClosed: false }
  const client = patientClient(() => `http://127.0.0.1:${again.web.port()}`, diary)
  for (const { videoId } of promises.uploads) await untilPlayable(client, videoId)
  const audit = await supervisor.command('audit').ended
  assert.equal(audit.code, 0, audit.said)
  await stopCleanly(again)
  assert.deepEqual([diary.shocks, diary.retries], [[], 0], 'after a clean start every answer comes at once')
}

/** The same data in this process, under a clock of next week: the period closes, and everything is held together. */
async function holdAgainst(t: TestContext, { dataFolder, promises }: Setting, cast: Cast): Promise<void> {
  const own = await startPostgres({ dataDir: join(dataFolder, 'postgres') })
  const clock = fakeClock(new Date(Date.now() + 8 * 86_400_000))
  const stage = await compose({
    config: readConfig({ PANGGUNG_DATA: dataFolder }),
    databaseUrl: own.url,
    secrets: openSecrets(dataFolder),
    clock,
    ids: systemIds(clock),
    log: silentLog,
    random: () => 0,
  })
  try {
    await stage.db.execute(hurry)
    await stage.playback.makeDaysAhead()
    const { periods } = await stage.admin.close()
    assert.ok(periods.length > 0)
    await stage.jobs.drain()
    await uploadsAreKept(stage, dataFolder, promises)
    await watchesAreKept(stage, promises)
    const merchant = await stage.identity.findByHandle('warung.tini')
    assert.ok(merchant)
    const spent = await chargesAreRight(stage, promises, merchant.id, cast.campaigns)
    await daysAreShared(stage, spent)
    const creators = await Promise.all(
      ['sari.senja', 'budi.pola', 'rani.rasa'].map(async (handle) => {
        const account = await stage.identity.findByHandle(handle)
        return account?.id ?? assert.fail(`${handle} is there`)
      }),
    )
    const paid = await creatorsArePaid(stage, dataFolder, creators)
    assert.ok(paid > 0n, 'creators earned whole rupiah')
    const failed = (await stage.admin.audit()).checks.filter((check) => !check.ok)
    assert.deepEqual(failed, [])
    t.diagnostic(`merchants spent ${spent} µIDR, creators were paid ${paid} rupiah`)
  } finally {
    await stage.close()
    await own.stop()
  }
  assert.deepEqual(processesOf(dataFolder), [])
}
