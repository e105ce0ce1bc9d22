/** The columns that store.ts reads and writes; a test holds them against the database. */
export const tables = {
  'videos.video': [
    'id',
    'owner_id',
    'upload_id',
    'asset_id',
    'caption',
    'tags',
    'mentions',
    'visibility',
    'state',
    'removed_from',
    'reason_code',
    'reason_params',
    'duration_ms',
    'width',
    'height',
    'created_at',
    'published_at',
    'removed_at',
    'updated_at',
  ],
} as const
