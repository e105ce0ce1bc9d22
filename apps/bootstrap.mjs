#!/usr/bin/env node
// The one command behind `npm start`, `npm test` and the rest. Plain JavaScript, because the Node that runs it
// may be any from 20 on: it puts in place what is missing (packages, ffmpeg, the web app's build) and then hands
// over to the pinned Node, which runs the TypeScript as it is.
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Fault, Trouble } from './bootstrap/fault.mjs'
import { ensurePackages } from './bootstrap/packages.mjs'
import { planFor, usage } from './bootstrap/plan.mjs'
import { handOver } from './bootstrap/processes.mjs'
import { ensureRuntime } from './bootstrap/runtime.mjs'
import { requireOldestNode, requirePlatform } from './bootstrap/requirements.mjs'
import { ensureTools } from './bootstrap/system-tools.mjs'
import { ensureWebApp } from './bootstrap/web-app.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

async function main([verb, ...args]) {
  const plan = planFor(verb, args)
  if (!plan) {
    console.error(usage)
    return 2
  }
  requireOldestNode(process.versions.node)
  requirePlatform(process.platform, process.arch)

  const say = plan.quiet ? () => {} : (line) => console.error(line)
  const context = { root, say, env: process.env }
  await ensurePackages(context)
  const node = await ensureRuntime(context)
  const found = await ensureTools(context, plan.tools)
  if (plan.web) await ensureWebApp({ ...context, node })

  return handOver(node, [join(root, plan.entry), ...plan.args], {
    cwd: root,
    env: {
      ...process.env,
      ...plan.env,
      ...(found.chromium ? { PANGGUNG_CHROMIUM: found.chromium } : {}),
      // Children such as `npm` or `vite` then find the same Node.
      PATH: `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}`,
    },
  })
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (thrown) {
  if (!(thrown instanceof Fault)) throw thrown
  console.error(`\n${thrown.message}`)
  if (thrown instanceof Trouble && thrown.detail) console.error(`\n${thrown.detail}`)
  process.exitCode = 1
}
