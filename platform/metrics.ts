/** Prometheus metrics. A registry is an argument: two composed stages in one test do not share counters. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  counter(name: string, help: string, labels?: readonly string[]): Count
  gauge(name: string, help: string, read: () => number | Promise<number>): void
  histogram(name: string, help: string, buckets: readonly number[], labels?: readonly string[]): Observe
  /** The text that GET /metrics answers. */
  text(): Promise<string>
  readonly contentType: string
}

/** Adds to a counter. Labels take few values only; ids go to the log. */
export type Count = (amount?: number, labels?: Readonly<Record<string, string>>) => void
export type Observe = (value: number, labels?: Readonly<Record<string, string>>) => void

export function createMetrics(options: { process?: boolean } = {}): Metrics {
  const registry = new Registry()
  if (options.process) collectDefaultMetrics({ register: registry })
  return {
    counter(name, help, labels = []) {
      const counter = new Counter({ name, help, labelNames: [...labels], registers: [registry] })
      return (amount = 1, values = {}) => counter.inc(values, amount)
    },
    gauge(name, help, read) {
      new Gauge({
        name,
        help,
        registers: [registry],
        async collect() {
          this.set(await read())
        },
      })
    },
    histogram(name, help, buckets, labels = []) {
      const histogram = new Histogram({
        name,
        help,
        buckets: [...buckets],
        labelNames: [...labels],
        registers: [registry],
      })
      // Finding the child of a set of labels costs more than counting in it.
      const children = new Map<string, { observe(value: number): void }>()
      return (value, values = {}) => {
        const key = labels.map((label) => values[label] ?? '').join('\n')
        let child = children.get(key)
        if (!child) {
          child = histogram.labels(values)
          children.set(key, child)
        }
        child.observe(value)
      }
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
