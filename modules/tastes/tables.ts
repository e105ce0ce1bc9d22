/** The columns that store.ts reads and writes; a test holds them against the database. */
export const tables = {
  'tastes.viewer': [
    'viewer_key',
    'version',
    'personalised',
    'learning',
    'epoch',
    'epoch_before',
    'history_from',
    'changed_at',
    'adult_since',
    'region',
  ],
  'tastes.wish': ['viewer_key', 'kind', 'subject', 'said_at'],
  'tastes.gap': ['viewer_key', 'kind', 'from_at', 'to_at'],
  'tastes.left_out': ['viewer_key', 'video_id', 'scope', 'until_at'],
} as const
