// The page /display of a hub: a display for any tablet. `?screen=NAME` is another display of the same browser.
import { systemClock } from '@baton/client'
import { brokerAt } from '../broker/index.ts'
import { type Display, FIRST_SETTINGS, hubCalls, hubClock, startDisplay } from '../core/index.ts'
import { hands } from './hands.ts'
import { keepAwake } from './keep-awake.ts'
import { keptInBrowser } from './kept-in-browser.ts'
import { onlyWindow } from './only-window.ts'
import { type Panel, panel } from './panel.ts'
import { readAddress } from './read-address.ts'
import { stage } from './stage.ts'
import { stringsFor } from './strings.ts'

const FIRMWARE = 'baton-page 1'

async function begin(): Promise<void> {
  const { baseUrl, screenName, order, dwellMs } = readAddress(location.href)
  const strings = stringsFor(navigator.languages)
  document.documentElement.lang = strings === stringsFor(['de']) ? 'de' : 'en'
  const place = document.createElement('div')
  place.className = 'stage'
  const words = document.createElement('div')
  words.className = 'panel'
  const main = document.createElement('main')
  main.setAttribute('aria-label', strings.display)
  words.setAttribute('role', 'status')
  main.append(place, words)
  document.body.append(main)
  const says: Panel = panel(words, strings)

  const clock = systemClock()
  const hubTime = hubClock(clock)
  const kept = await keptInBrowser(screenName)
  let isPaused = FIRST_SETTINGS.paused
  const display: Display = startDisplay({
    clock,
    hubTime,
    chance: Math.random,
    hub: hubCalls({ baseUrl, clock, fetch, onDate: hubTime.heard }),
    connect: brokerAt(`${baseUrl.replace(/^http/, 'ws')}/mqtt`),
    kept: {
      ...kept,
      async read() {
        const things = await kept.read()
        isPaused = things.settings?.paused ?? isPaused
        return things
      },
      writeSettings(settings) {
        isPaused = settings.paused
        return kept.writeSettings(settings)
      },
    },
    screen: stage(place),
    model: screenName === '1' ? 'Web page' : `Web page (${screenName})`,
    firmware: FIRMWARE,
    ...(dwellMs !== null && { dwellMs }),
    ...(order !== null && {
      firstSettings: { ...FIRST_SETTINGS, channel: { ...FIRST_SETTINGS.channel, order } },
    }),
    onNews: (news) => {
      if (news.news === 'failure') console.error(news.error)
    },
  })
  const stop = display.state.subscribe(says.show)
  onlyWindow(screenName, () => {
    stop()
    says.showElsewhere()
    void display.end()
  })
  keepAwake()
  hands(display, () => isPaused)
  navigator.storage?.persist?.().catch(() => {})
  display.ended.catch((error: unknown) => {
    console.error(error)
    says.showFailure()
  })
}

void begin()
