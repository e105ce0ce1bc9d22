/** A table of figures as text. */
export interface Table {
  readonly title: string
  readonly columns: readonly string[]
  /** The first cell names the row. */
  readonly rows: readonly (readonly string[])[]
}

/** A figure that is asked for. */
export interface Goal {
  readonly name: string
  readonly value: number
  readonly wanted: { readonly least: number } | { readonly most: number }
}

export const digits = (value: number, places = 4): string =>
  Number.isNaN(value) ? '–' : value.toFixed(places)

export function textOf({ title, columns, rows }: Table): string {
  const lines = [['', ...columns], ...rows]
  const widths = [0, ...columns].map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? '').length)),
  )
  const text = lines.map((line) =>
    line
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
  return `${title}\n${text.map((line) => `  ${line}\n`).join('')}`
}

export const isMet = ({ value, wanted }: Goal): boolean =>
  'least' in wanted ? value >= wanted.least : value <= wanted.most

export function goalsTable(goals: readonly Goal[]): Table {
  return {
    title: 'Goals',
    columns: ['figure', 'goal', ''],
    rows: goals.map((goal) => [
      goal.name,
      digits(goal.value),
      'least' in goal.wanted ? `≥ ${goal.wanted.least}` : `≤ ${goal.wanted.most}`,
      isMet(goal) ? 'met' : 'MISSED',
    ]),
  }
}
