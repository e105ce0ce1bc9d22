/** The columns that store.ts writes; a test holds them against the database. */
export const tables = {
  'feed.slot': [
    'offered_at',
    'request_id',
    'ticket_id',
    'video_id',
    'position',
    'source',
    'propensity',
    'model',
  ],
  'feed.sample': ['id', 'offered_at', 'page'],
} as const
