export interface ConfigField<T> {
  readonly about: string
  /** Shown in deploy/.env.example. */
  readonly sample: string
  readonly isSecret: boolean
  /** Overrides the name PANGGUNG_<SECTION>_<KEY>, for the few names that others rely on. */
  readonly env?: string
  /** @returns the value, or the reason it can't be read */
  parse(raw: string | undefined): { ok: true; value: T } | { ok: false; why: string }
}

interface Common {
  readonly about: string
  readonly env?: string
}

const named = (options: Common) => (options.env === undefined ? {} : { env: options.env })

export function integer(
  options: Common & { readonly min: number; readonly max: number; readonly default: number },
): ConfigField<number> {
  return {
    ...named(options),
    about: options.about,
    sample: String(options.default),
    isSecret: false,
    parse(raw) {
      if (raw === undefined || raw === '') return { ok: true, value: options.default }
      const value = Number(raw)
      if (!Number.isSafeInteger(value)) return { ok: false, why: `"${raw}" is not a whole number` }
      if (value < options.min || value > options.max)
        return { ok: false, why: `${value} is not between ${options.min} and ${options.max}` }
      return { ok: true, value }
    },
  }
}

export function text(
  options: Common & { readonly default: string; readonly pattern?: RegExp },
): ConfigField<string> {
  return {
    ...named(options),
    about: options.about,
    sample: options.default,
    isSecret: false,
    parse(raw) {
      const value = raw ?? options.default
      if (options.pattern && !options.pattern.test(value))
        return { ok: false, why: `"${value}" has the wrong form` }
      return { ok: true, value }
    },
  }
}

export const path = text

export function choice<const T extends string>(
  options: Common & { readonly of: readonly T[]; readonly default: T },
): ConfigField<T> {
  return {
    ...named(options),
    about: `${options.about} (${options.of.join(' | ')})`,
    sample: options.default,
    isSecret: false,
    parse(raw) {
      if (raw === undefined || raw === '') return { ok: true, value: options.default }
      const value = options.of.find((candidate) => candidate === raw)
      return value === undefined
        ? { ok: false, why: `"${raw}" is none of ${options.of.join(', ')}` }
        : { ok: true, value }
    },
  }
}

export function flag(options: Common & { readonly default: boolean }): ConfigField<boolean> {
  return {
    ...named(options),
    about: options.about,
    sample: options.default ? '1' : '0',
    isSecret: false,
    parse(raw) {
      if (raw === undefined || raw === '') return { ok: true, value: options.default }
      if (raw === '1' || raw === 'true') return { ok: true, value: true }
      if (raw === '0' || raw === 'false') return { ok: true, value: false }
      return { ok: false, why: `"${raw}" is neither 0 nor 1` }
    },
  }
}

/** A secret may be absent (compose then makes one and keeps it in the data folder), but never weak. */
export function secret(options: Common): ConfigField<string | undefined> {
  return {
    ...named(options),
    about: options.about,
    sample: '',
    isSecret: true,
    parse(raw) {
      if (raw === undefined || raw === '') return { ok: true, value: undefined }
      if (raw.length < 32) return { ok: false, why: 'is shorter than 32 characters' }
      if (new Set(raw).size < 12) return { ok: false, why: 'has too few different characters to be a secret' }
      return { ok: true, value: raw }
    },
  }
}
