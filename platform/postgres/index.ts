/** A PostgreSQL of the stage's own: started, or adopted when it still runs, and kept running. */
export { openToAll } from './binaries.ts'
export { type OwnPostgres, type OwnPostgresOptions, startPostgres } from './launcher.ts'
