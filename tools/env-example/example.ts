import type { Section } from '../../platform/config/index.ts'

export interface Listed {
  /** Where the sections are declared. */
  readonly file: string
  readonly sections: readonly Section[]
}

/** The sections among a config file's exports. */
export const sectionsIn = (exports: object): Section[] => Object.values(exports).filter(isSection)

function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && 'fields' in value && 'envName' in value
}

const head = `# Every setting of a stage. Each line shows what holds when nothing is set; remove the # to change it.
# Made by tools/env-example.ts from the sections in the code.
`

/** One comment and one line a variable; a secret shows no sample. A name that several sections read is listed where
 *  it comes first. */
export function exampleOf(listed: readonly Listed[]): string {
  const told = new Set<string>()
  const parts = listed.flatMap(({ file, sections }) =>
    sections.flatMap((section) => {
      const lines = Object.entries(section.fields).flatMap(([key, field]) => {
        const name = section.envName(key)
        if (told.has(name)) return []
        told.add(name)
        return [`# ${field.about}\n#${name}=${field.isSecret ? '' : field.sample}`]
      })
      return lines.length === 0 ? [] : [`\n# ${file}`, ...lines]
    }),
  )
  return `${[head.trimEnd(), ...parts].join('\n')}\n`
}
