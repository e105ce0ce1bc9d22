import type { ConfigField } from './fields.ts'

type Fields = Readonly<Record<string, ConfigField<unknown>>>
export type Values<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends ConfigField<infer T> ? T : never
}

export interface Section<F extends Fields = Fields> {
  readonly name: string
  readonly fields: F
  /** The values with nothing set: what tests start from. */
  defaults(overrides?: Partial<Values<F>>): Values<F>
  parse(env: Readonly<Record<string, string | undefined>>): { values: Values<F>; faults: ConfigFault[] }
  envName(key: string): string
}

export interface ConfigFault {
  readonly variable: string
  readonly why: string
}

export class ConfigFaults extends Error {
  readonly faults: readonly ConfigFault[]

  constructor(faults: readonly ConfigFault[]) {
    super(
      `The configuration has ${faults.length} fault(s):\n${faults.map((f) => `  ${f.variable} ${f.why}`).join('\n')}`,
    )
    this.name = 'ConfigFaults'
    this.faults = faults
  }
}

export function section<const F extends Fields>(name: string, fields: F): Section<F> {
  const envName = (key: string) => fields[key]?.env ?? `PANGGUNG_${name}_${key}`
  const parse: Section<F>['parse'] = (env) => {
    const faults: ConfigFault[] = []
    const values: Record<string, unknown> = {}
    for (const [key, field] of Object.entries(fields)) {
      const read = field.parse(env[envName(key)])
      if (read.ok) values[key] = read.value
      else faults.push({ variable: envName(key), why: read.why })
    }
    return { values: values as Values<F>, faults }
  }
  return {
    name,
    fields,
    envName,
    parse,
    defaults: (overrides = {}) => ({ ...parse({}).values, ...overrides }),
  }
}

/** Parses every section against one environment. @throws ConfigFaults naming all that is wrong */
export function parseSections<const S extends Readonly<Record<string, Section>>>(
  sections: S,
  env: Readonly<Record<string, string | undefined>>,
): { readonly [K in keyof S]: S[K] extends Section<infer F> ? Values<F> : never } {
  const faults: ConfigFault[] = []
  const parsed: Record<string, unknown> = {}
  for (const [key, one] of Object.entries(sections)) {
    const read = one.parse(env)
    faults.push(...read.faults)
    parsed[key] = read.values
  }
  if (faults.length > 0) throw new ConfigFaults(faults)
  return parsed as { readonly [K in keyof S]: S[K] extends Section<infer F> ? Values<F> : never }
}
