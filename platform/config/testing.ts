/** The test run hands its cluster to the test files in the environment. */
export const testClusterUrl = (): string | undefined => process.env.PANGGUNG_TEST_DATABASE_URL

/** Where the test run found Chromium. */
export const browserPath = (): string => process.env.PANGGUNG_CHROMIUM ?? '/usr/bin/chromium'

/** The dice of every run: the same, so that a change is judged by what it changed. `PANGGUNG_TEST_SEED=N npm test` throws
 *  others. */
export const testSeed = (): number => Number(process.env.PANGGUNG_TEST_SEED ?? 20260817)
