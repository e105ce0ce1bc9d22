/** The columns that this module's statements name; a test holds them against the database. */
export const tables = {
  'tuning.version': ['version', 'settings', 'changes', 'note', 'back_to', 'published_by', 'published_at'],
  'tuning.experiment': [
    'id',
    'name',
    'why',
    'metric',
    'salt',
    'first_place',
    'places',
    'started_by',
    'started_at',
    'ended_by',
    'ended_at',
    'ended_note',
    'reading',
  ],
  'tuning.arm': ['experiment_id', 'arm', 'name', 'settings', 'stopped_at', 'stopped_by'],
  'tuning.day': ['day', 'figures', 'made_at'],
} as const
