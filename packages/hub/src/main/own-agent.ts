// `--with-agent`: the machine of the hub is a loudspeaker, too. Rules IN6 and IN7.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { logLevelsIn } from '@baton/protocol'
import type { Logger } from 'pino'
import { LOG_CHANNELS } from './telemetry/log-channels.ts'

export interface OwnAgentParts {
  /** Where the agent reaches this hub. */
  readonly hubUrl: string
  readonly stateFolder: string
  readonly log: Logger
  readonly onFailure: (error: unknown) => void
}

const PROGRAM = fileURLToPath(new URL('../../../agent/src/bin.ts', import.meta.url))
const CODE = /^and type {2}(\S+)$/
const OTHER_HUB = /^agent\.other-hub:/
const WRONGLY_SET_UP = 2
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000
/** One that ran so long is not to blame for the pauses of its forerunners. */
const STEADY_AFTER_MS = 60_000
const LEAVES_WITHIN_MS = 4_000
/** What the hub alone has to know. */
const SECRETS = ['BATON_OWNER_PASSWORD', 'BATON_OIDC_CLIENT_SECRET']

/** Called with the code that the agent shows, each time that it shows one. */
export type LetIn = (userCode: string) => Promise<void>

export interface OwnAgent extends AsyncDisposable {
  /** The first call starts it, and only that. */
  startFor(letIn: LetIn): void
}

/** One agent that is kept running beside this hub, and let in. It ends with the hub, however that ends. */
export function ownAgent({ hubUrl, stateFolder, log, onFailure }: OwnAgentParts): OwnAgent {
  let letIn: LetIn | null = null
  let child: ChildProcess | null = null
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let pauseMs = FIRST_PAUSE_MS

  function start(further: readonly string[]): void {
    const words = ['--disable-warning=ExperimentalWarning', PROGRAM, '--hub', hubUrl, '--state', stateFolder]
    const agent = spawn(process.execPath, [...words, '--until-stdin-ends', ...further], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: itsEnvironment(),
    })
    const startedAt = performance.now()
    child = agent
    agent.stdin.on('error', () => {})
    let belongsElsewhere = false
    createInterface(agent.stdout).on('line', (line) => {
      const code = CODE.exec(line)?.[1]
      if (code !== undefined) letIn?.(code).catch(onFailure)
    })
    createInterface(agent.stderr).on('line', (line) => {
      belongsElsewhere ||= OTHER_HUB.test(line)
      log.info({ agent: line }, 'the loudspeaker says')
    })
    agent.once('error', onFailure)
    agent.once('close', (exitCode) => {
      child = null
      if (stopped) return
      // The hub has another port than before.
      if (belongsElsewhere) return start(['--pair'])
      if (exitCode === WRONGLY_SET_UP) {
        log.error('the loudspeaker of this machine cannot run; its last line says why')
        return
      }
      if (performance.now() - startedAt >= STEADY_AFTER_MS) pauseMs = FIRST_PAUSE_MS
      timer = setTimeout(() => start([]), pauseMs)
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
    })
  }

  return {
    startFor(first) {
      if (letIn || stopped) return
      letIn = first
      start([])
    },
    async [Symbol.asyncDispose]() {
      stopped = true
      clearTimeout(timer)
      if (child === null) return
      const gone = once(child, 'close')
      child.kill('SIGTERM')
      const insist = setTimeout(() => child?.kill('SIGKILL'), LEAVES_WITHIN_MS)
      await gone
      clearTimeout(insist)
    },
  }
}

/** Of levels only that for everything: the channels of an agent have other names. */
function itsEnvironment(): NodeJS.ProcessEnv {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !SECRETS.includes(name)))
  const levels = env.BATON_LOG && logLevelsIn(env.BATON_LOG, LOG_CHANNELS)
  return levels ? { ...env, BATON_LOG: levels.level } : env
}
