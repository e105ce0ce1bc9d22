/** A reporter for one test file: each verdict becomes a line of JSON that the runner reads when the file has ended. */
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'

export interface Verdict {
  readonly name: string
  readonly kind: 'test' | 'suite'
  readonly outcome: 'passed' | 'failed' | 'skipped'
  readonly line?: number
  /** Why it failed, as a person reads it. */
  readonly why?: string
  /** It failed only because something inside it did, which has a verdict of its own. */
  readonly isOuter?: boolean
}

export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue
    yield `${JSON.stringify(verdictOf(event))}\n`
  }
}

type Ended = Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>

function verdictOf(event: Ended): Verdict {
  const { data } = event
  const isSkipped = [data.skip, data.todo].some((mark) => mark !== undefined && mark !== false)
  const base = {
    name: data.name,
    kind: data.details.type === 'suite' ? ('suite' as const) : ('test' as const),
    ...(data.line === undefined ? {} : { line: data.line }),
  }
  if (event.type === 'test:pass') return { ...base, outcome: isSkipped ? 'skipped' : 'passed' }
  const { error } = event.data.details
  return {
    ...base,
    outcome: 'failed',
    why: inspect(error.cause ?? error, { depth: 4 }),
    isOuter: 'failureType' in error && error.failureType === 'subtestsFailed',
  }
}
