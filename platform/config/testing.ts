/** The test run hands its cluster to the test files in the environment. */
export const testClusterUrl = (): string | undefined => process.env.PANGGUNG_TEST_DATABASE_URL

/** Where the test run found Chromium. */
export const browserPath = (): string => process.env.PANGGUNG_CHROMIUM ?? '/usr/bin/chromium'
