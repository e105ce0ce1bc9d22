/** The columns that the stores read and write; a test holds them against the database. */
export const tables = {
  'search.entry': [
    'id',
    'kind',
    'key',
    'hash',
    'exact',
    'words',
    'spelt',
    'owner_id',
    'sound_id',
    'tags',
    'langs',
    'clips',
    'fresh',
    'steps',
    'base',
  ],
  'search.word': ['word', 'entries', 'spelt'],
  'search.gram': ['gram', 'size', 'word'],
  'search.follower': ['source', 'cursor'],
  'search.heat': ['video_id', 'total', 'heat_6h', 'heat_48h', 'measured_at'],
} as const
