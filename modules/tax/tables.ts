/** The columns that this module's statements name; a test holds them against the database. */
export const tables = {
  'tax.rule': ['id', 'country', 'series', 'valid_from', 'body', 'hash', 'recorded_at'],
  'tax.switch': ['n', 'rule_id', 'is_on', 'effective_from', 'note', 'operator_id', 'switched_at'],
} as const
