/** Tests see a machine with nothing configured: a developer's own DATABASE_URL must never meet a test. */
const configured = /^(PANGGUNG_|NODE_TEST_CONTEXT$|NODE_OPTIONS$|NODE_ENV$|DATABASE_URL$|PORT$)/
const kept = new Set(['PANGGUNG_CHROMIUM', 'PANGGUNG_TEST_SEED'])

export function cleanEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  added: Readonly<Record<string, string>>,
): Record<string, string | undefined> {
  const clean = Object.entries(env).filter(([name]) => kept.has(name) || !configured.test(name))
  return { ...Object.fromEntries(clean), ...added }
}
