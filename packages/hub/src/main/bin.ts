import { enableCompileCache, flushCompileCache } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { helpText, readConfig, UsageError } from './config/config.ts'

// What was compiled once is kept beside the machine's temporary files: the next start is that much quicker. Threads
// learn of it by the environment: one that finds everything there needs some ten megabytes less, since it loads no
// compiler.
const { directory } = enableCompileCache()
if (directory !== undefined) process.env.NODE_COMPILE_CACHE ??= directory
// A hub is started with a small young generation (`--max-semi-space-size`). That is meant for this thread alone: in
// others it would count for more than the limits they are started with.
setFlagsFromString('--max-semi-space-size=0')

/** A hub that has not drained by then is ended: everything acknowledged is on disk already. */
const DRAIN_WITHIN_MS = 4_500

/** What `npm run baton` knows beside starting: loaded only when it is asked for. */
const COMMANDS: readonly string[] = ['export', 'import', 'migrate', 'backup', 'restore']

try {
  const [word, ...args] = process.argv.slice(2)
  if (word !== undefined && COMMANDS.includes(word)) {
    const { runCommand } = await import('./command-line.ts')
    process.exitCode = await runCommand(word, args, process.env)
  } else if (word === 'mqtt') {
    const { runMosquittoCommand } = await import('./mosquitto/mosquitto-command.ts')
    process.stdout.write(await runMosquittoCommand(args, process.env))
  } else {
    const config = readConfig(process.argv.slice(2), process.env)
    if (config === null) process.stdout.write(helpText())
    else await run(config)
  }
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}

async function run(config: NonNullable<ReturnType<typeof readConfig>>): Promise<void> {
  // Loaded only now, so that a wrong word is answered at once.
  const { startHub } = await import('./compose.ts')
  const hub = await startHub(config)
  let stopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return
      stopping = true
      process.stdout.write('Baton is stopping.\n')
      setTimeout(() => process.exit(0), DRAIN_WITHIN_MS).unref()
      hub.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`Baton did not stop cleanly: ${String(error)}\n`)
          process.exit(1)
        },
      )
    })
  }
  // Whoever reads that it listens may stop it: the signals are heard by now.
  for (const address of hub.addresses) process.stdout.write(`Baton listens on ${address}\n`)
  if (hub.fingerprint)
    process.stdout.write(
      `Browsers ask whether to trust its certificate. It is this one (SHA-256): ${hub.fingerprint}\n`,
    )
  if (hub.setupLink) process.stdout.write(`Create the owner here, once: ${hub.setupLink}\n`)
  // Now and not at its end: one that is killed starts quickly, too.
  flushCompileCache()
}
