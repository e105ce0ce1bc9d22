/** The three kinds of error: a union the caller branches on (no class needed), a {@link Refusal} the user may
 *  know, and a failed {@link assert}, which means that the code is wrong and becomes a logged 500. */
import type { RefusalSpec } from './contract.ts'

export type RefusalParams = Readonly<Record<string, string | number>>

export class Refusal extends Error {
  readonly spec: RefusalSpec
  readonly params: RefusalParams

  constructor(spec: RefusalSpec, params: RefusalParams = {}) {
    super(`${spec.code}: ${fill(spec, 'en', params)}`)
    this.name = 'Refusal'
    this.spec = spec
    this.params = params
  }

  /** The text a person reads. @param lang `id` or `en` */
  text(lang: 'id' | 'en'): string {
    return fill(this.spec, lang, this.params)
  }
}

/** Ends the request with an answer that the user may know. */
export function refuse(spec: RefusalSpec, params: RefusalParams = {}): never {
  throw new Refusal(spec, params)
}

export class AssertionFailed extends Error {
  override name = 'AssertionFailed'
}

/** States what must hold if the code is right. @throws AssertionFailed, in production too */
export function assert(condition: unknown, why: string): asserts condition {
  if (!condition) throw new AssertionFailed(why)
}

/** Narrows away `undefined` where the code guarantees a value. */
export function present<T>(value: T | undefined | null, why: string): T {
  if (value === undefined || value === null) throw new AssertionFailed(why)
  return value
}

/** Whatever was thrown, as an Error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}

/** Node's and PostgreSQL's error code, when there is one. */
export function codeOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined
  return typeof thrown.code === 'string' ? thrown.code : undefined
}

function fill(spec: RefusalSpec, lang: 'id' | 'en', params: RefusalParams): string {
  return spec[lang].replace(/(Rp)?\{(\w+)\}/g, (whole, currency: string | undefined, name: string) => {
    if (params[name] === undefined) return whole
    const value = String(params[name])
    if (currency) return currency + grouped(value, lang)
    return spec.values?.[name]?.[value]?.[lang] ?? value
  })
}

/** An amount as people write it: thousands apart. */
const grouped = (digits: string, lang: 'id' | 'en'): string =>
  /^\d+$/.test(digits) ? digits.replace(/\B(?=(\d{3})+$)/g, lang === 'id' ? '.' : ',') : digits
