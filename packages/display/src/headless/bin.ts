// npm run display -- --hub URL: a display without a screen. It prints what it shows and what became of it.
import { systemClock } from '@baton/client'
import { brokerAt } from '../broker/index.ts'
import { FIRST_SETTINGS, hubCalls, hubClock, startDisplay } from '../core/index.ts'
import { holdFolder } from './hold-folder.ts'
import { keptInFolder } from './kept-in-folder.ts'
import { lineOfNews, lineOfState } from './lines.ts'
import { noScreen } from './no-screen.ts'
import { BadOption, helpText, type Options, readOptions } from './options.ts'

/** Of a display that has nothing to be upgraded by itself. */
const FIRMWARE = 'baton-headless 1'
/** One that has not taken its leave by then is ended. */
const LEAVES_WITHIN_MS = 4_000

try {
  const options = readOptions(process.argv.slice(2))
  if (options === null) process.stdout.write(helpText())
  else await run(options)
} catch (error) {
  if (!(error instanceof BadOption)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}

async function run({ hub, broker, name, folder, order, dwellMs }: Options): Promise<void> {
  using _folder = holdFolder(folder)
  const clock = systemClock()
  const hubTime = hubClock(clock)
  const print = (line: string | null) => line !== null && process.stdout.write(`${line}\n`)
  const display = startDisplay({
    clock,
    hubTime,
    chance: Math.random,
    hub: hubCalls({ baseUrl: hub, clock, fetch, onDate: hubTime.heard }),
    connect: brokerAt(broker),
    kept: keptInFolder(folder),
    screen: noScreen(),
    model: name,
    firmware: FIRMWARE,
    dwellMs,
    firstSettings: { ...FIRST_SETTINGS, channel: { ...FIRST_SETTINGS.channel, order } },
    onNews: (news) => print(lineOfNews(news)),
  })
  let last = ''
  display.state.subscribe((state) => {
    const line = lineOfState(state)
    if (line !== last) print(line)
    last = line
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      setTimeout(() => process.exit(0), LEAVES_WITHIN_MS).unref()
      display.end().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    })
  }
  await display.ended
}
