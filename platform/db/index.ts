/** The door to PostgreSQL. A {@link Db} runs single statements and opens transactions; a writer takes a {@link Tx},
 *  so that nothing is written outside of one by accident. int8 arrives as bigint, never as a JS number. */
export { createDb, type Db, type DbOptions, type Queryable, type Tx } from './connection.ts'
export { createListener, type Listener } from './listen.ts'
export { ping, type ServerFacts, serverFacts } from './facts.ts'
export { isConnectionLost, isUniqueViolation } from './faults.ts'
export { loadMigrations, migrate, type Migration } from './migrate.ts'
export { resetDatabase } from './reset.ts'
export { type RawBuilder, sql } from './sql.ts'
