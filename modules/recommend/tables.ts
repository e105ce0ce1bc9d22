/** The columns that this module's statements name; a test holds them against the database. */
export const tables = {
  'recommend.snapshot': ['version', 'made_at', 'learned', 'log_loss', 'state', 'bytes'],
  'recommend.choice': ['id', 'version', 'chosen_at'],
} as const
