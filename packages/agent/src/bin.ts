import module from 'node:module'
import { helpText, readSettings, type Settings } from './config/settings.ts'
import { logsTo } from './log/log.ts'
import { AgentProblem } from './problem.ts'

// Node 20 has none.
module.enableCompileCache?.()

/** One that has not taken its leave by then is ended: the kernel ends mpv with it. */
const LEAVES_WITHIN_MS = 4_500

try {
  const settings = readSettings(process.argv.slice(2), process.env)
  if (settings === null) process.stdout.write(helpText())
  else await run(settings)
} catch (error) {
  if (!(error instanceof AgentProblem)) throw error
  process.stderr.write(`${error.code}: ${error.message}\n`)
  process.exitCode = error.exitCode
}

async function run(settings: Settings): Promise<void> {
  const ending = new AbortController()
  const end = () => {
    setTimeout(() => process.exit(0), LEAVES_WITHIN_MS).unref()
    ending.abort()
  }
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, end)
  if (settings.untilStdinEnds) process.stdin.on('close', end).resume()
  const logs = logsTo((line) => process.stderr.write(line), settings.log)
  const { runAgent } = await import('./run-agent.ts')
  const { runCalledAgent } = await import('./called/run-called-agent.ts')
  const outside = { logs, show: (text: string) => process.stdout.write(text), signal: ending.signal }
  const { listen } = settings
  try {
    await (listen === null ? runAgent(settings, outside) : runCalledAgent({ ...settings, listen }, outside))
  } catch (error) {
    if (!ending.signal.aborted) throw error
  }
  // What is still on its way keeps nobody here.
  if (ending.signal.aborted) process.exit(0)
}
