/** The columns that this module's statements name; a test holds them against the database. */
export const tables = {
  'transparency.report': ['month', 'sequence', 'document', 'hash', 'made_at'],
} as const
