import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { assert, asError } from '../errors.ts'
import { isConnectionLost } from './faults.ts'
import { compile, type RawBuilder } from './sql.ts'

export interface Queryable {
  all<T>(query: RawBuilder<T>): Promise<T[]>
  /** The only row. @throws AssertionFailed when there is none, or more than one */
  one<T>(query: RawBuilder<T>): Promise<T>
  /** The row, if there is one. @throws AssertionFailed when there are more */
  maybe<T>(query: RawBuilder<T>): Promise<T | undefined>
  /** @returns how many rows were touched */
  run(query: RawBuilder<unknown>): Promise<number>
  /** COPY … FROM STDIN in text form. @param target `schema.table (a, b)`; each row is one line without its newline */
  copy(target: string, rows: Iterable<string> | AsyncIterable<string>): Promise<void>
  /** Streams a large result, `batch` rows at a time, in one snapshot. */
  cursor<T>(query: RawBuilder<T>, batch: number): AsyncIterable<T[]>
  /** For libraries that bring their own SQL text. */
  execute(text: string, values?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }>
}

declare const txBrand: unique symbol
export interface Tx extends Queryable {
  readonly [txBrand]: true
}

export interface Db extends Queryable {
  /** Commits when `work` resolves, rolls back when it throws. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Runs `work` if no other session holds the lock of that name. @returns false when it was taken */
  exclusively(lock: string, work: () => Promise<void>): Promise<boolean>
  readonly url: string
  close(): Promise<void>
}

export interface DbOptions {
  readonly url: string
  /** Connections kept at most; 10 unless told. */
  readonly max?: number
  readonly name?: string
  /** Told of connection faults that no caller waits for. */
  readonly onFault?: (error: Error) => void
}

const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: string) {
    if (format !== 'binary') {
      if (oid === 20) return BigInt // int8
      if (oid === 1016) return (text: string) => parseArray(text).map(BigInt) // int8[]
      if (oid === 1082) return String // date: a calendar date has no time zone
    }
    return pg.types.getTypeParser(oid, format === 'binary' ? 'binary' : 'text')
  },
}

const parseArray = (text: string): string[] => (text === '{}' ? [] : text.slice(1, -1).split(','))

export function createDb(options: DbOptions): Db {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max ?? 10,
    application_name: options.name ?? 'panggung',
    connectionTimeoutMillis: 15_000,
    types,
  })
  const fault = options.onFault ?? (() => {})
  pool.on('error', fault)
  // A connection that dies between two statements of a transaction: whoever holds it hears of it at the next statement.
  pool.on('connect', (client) => client.on('error', fault))

  return {
    url: options.url,
    ...onPool(pool),
    async transaction(work) {
      const client = await pool.connect()
      let broken: Error | undefined
      try {
        await client.query('begin')
        const result = await work(txOn(client))
        await client.query('commit')
        return result
      } catch (thrown) {
        if (isConnectionLost(thrown)) broken = asError(thrown)
        else
          await client.query('rollback').catch((error: unknown) => {
            broken = asError(error)
          })
        throw thrown
      } finally {
        client.release(broken)
      }
    },
    async exclusively(lock, work) {
      const client = await pool.connect()
      let broken: Error | undefined
      try {
        const asked = await client.query('select pg_try_advisory_lock(hashtextextended($1, 0)) as got', [
          lock,
        ])
        if (asked.rows[0].got !== true) return false
        try {
          await work()
        } finally {
          await client
            .query('select pg_advisory_unlock(hashtextextended($1, 0))', [lock])
            .catch((error: unknown) => {
              broken = asError(error)
            })
        }
        return true
      } finally {
        client.release(broken)
      }
    },
    close: () => pool.end(),
  }
}

/** A savepoint-free transaction on one connection. The brand is given here and nowhere else. */
function txOn(client: pg.PoolClient): Tx {
  return { ...onClient(client) } as Tx
}

function onPool(pool: pg.Pool): Queryable {
  const withClient = async <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const client = await pool.connect()
    let broken: Error | undefined
    try {
      return await work(client)
    } catch (thrown) {
      if (isConnectionLost(thrown)) broken = asError(thrown)
      throw thrown
    } finally {
      client.release(broken)
    }
  }
  return {
    ...statements(pool),
    copy: (target, rows) => withClient((client) => onClient(client).copy(target, rows)),
    async *cursor(query, batch) {
      const client = await pool.connect()
      let broken: Error | undefined
      try {
        await client.query('begin read only')
        yield* onClient(client).cursor(query, batch)
      } catch (thrown) {
        broken = asError(thrown)
        throw thrown
      } finally {
        if (!broken)
          await client.query('rollback').catch((error: unknown) => {
            broken = asError(error)
          })
        client.release(broken)
      }
    },
  }
}

let cursors = 0

function onClient(client: pg.PoolClient): Queryable {
  const run = statements(client)
  return {
    ...run,
    async copy(target, rows) {
      const lines = Readable.from(newlines(rows), { objectMode: false, highWaterMark: 1 << 18 })
      await pipeline(lines, client.query(copyFrom(`copy ${target} from stdin`)))
    },
    async *cursor(query, batch) {
      const name = `cursor_${cursors++}`
      const { sql: text, parameters } = compile(query)
      await client.query(`declare ${name} no scroll cursor for ${text}`, [...parameters])
      for (;;) {
        const { rows } = await client.query(`fetch ${batch} from ${name}`)
        if (rows.length === 0) break
        yield rows
        if (rows.length < batch) break
      }
      await client.query(`close ${name}`)
    },
  }
}

/** Gathers lines into chunks: one small write a row would cost more than the row. */
async function* newlines(rows: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string> {
  let chunk = ''
  for await (const row of rows) {
    chunk += row
    chunk += '\n'
    if (chunk.length > 1 << 17) {
      yield chunk
      chunk = ''
    }
  }
  if (chunk !== '') yield chunk
}

function statements(on: pg.Pool | pg.PoolClient): Omit<Queryable, 'copy' | 'cursor'> {
  const query = async <T>(builder: RawBuilder<T>): Promise<pg.QueryResult> => {
    const { sql: text, parameters } = compile(builder)
    return on.query(text, [...parameters])
  }
  return {
    async all(builder) {
      return (await query(builder)).rows
    },
    async one(builder) {
      const { rows } = await query(builder)
      assert(rows.length === 1, `one row was expected, ${rows.length} came`)
      return rows[0]
    },
    async maybe(builder) {
      const { rows } = await query(builder)
      assert(rows.length <= 1, `at most one row was expected, ${rows.length} came`)
      return rows[0]
    },
    async run(builder) {
      return (await query(builder)).rowCount ?? 0
    },
    async execute(text, values = []) {
      return { rows: (await on.query(text, [...values])).rows }
    },
  }
}
