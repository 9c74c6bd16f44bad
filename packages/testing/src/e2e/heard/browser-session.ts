import { setTimeout as wait } from 'node:timers/promises'
import type { DeviceId } from '@baton/protocol'
import type { Page } from 'playwright-core'
import { evaluateQuietly, launchChromium } from '../../browser/chromium.ts'
import { type HeardWorld, OWNER, type Room } from './heard-world.ts'

/** A room's browser with the web app open in it, and somebody who clicks. */
export type BrowserSession = AsyncDisposable & {
  readonly room: Room
  readonly page: Page
  readonly deviceId: DeviceId
}

export type BrowserSessionOptions = {
  /** `false`: signed in by a cookie, and nobody has ever touched the page. */
  readonly touched?: boolean
}

const MOST_COMPLAINTS = 20

/** Opens the web app in a room as a person would: goes to the hub's address and signs in by typing and clicking. */
export async function openBrowserSession(
  world: HeardWorld,
  room: Room,
  { touched = true }: BrowserSessionOptions = {},
): Promise<BrowserSession> {
  await using made = new AsyncDisposableStack()
  const browser = made.use(
    await launchChromium({
      on: { network: world.network, host: room },
      sound: { pulse: world.pulse, sink: room },
    }),
  )
  const page = await browser.newPage()
  page.setDefaultTimeout(15_000)
  const complaints = complaintsOf(page)
  try {
    await page.goto(world.url)
    if (touched) await signIn(page)
    else await signInUntouched(page)
    await untilTrue(
      page,
      `document.querySelector('.bar') !== null && localStorage.getItem('baton.device-id') !== null`,
    )
  } catch (error) {
    const shown = await page.innerText('body', { timeout: 2_000 }).catch(String)
    const told = { shown: shown.slice(0, 500), complaints, hub: (await world.hubLog()).slice(-2_000) }
    throw new Error(`The app did not open: ${JSON.stringify(told)}`, { cause: error })
  }
  const deviceId = (await evaluateQuietly(page, `localStorage.getItem('baton.device-id')`)) as DeviceId
  await world.phone.send({ type: 'device.update', deviceId, name: nameOf(room) })
  const kept = made.move()
  return { room, page, deviceId, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

/** What goes wrong in the page, as it comes. */
function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = []
  const complain = (text: string) => void (complaints.length < MOST_COMPLAINTS && complaints.push(text))
  page.on('pageerror', (error) => complain(String(error)))
  page.on('requestfailed', (request) => complain(`${request.url()}: ${request.failure()?.errorText}`))
  return complaints
}

/** Both rooms at once: most of opening a browser is waiting. */
export async function takeSeats(
  world: HeardWorld,
  { kitchen: options }: { readonly kitchen?: BrowserSessionOptions } = {},
): Promise<{ readonly study: BrowserSession; readonly kitchen: BrowserSession } & AsyncDisposable> {
  await using made = new AsyncDisposableStack()
  const taken = async (taking: Promise<BrowserSession>) => made.use(await taking)
  const seats = [
    taken(openBrowserSession(world, 'study')),
    taken(openBrowserSession(world, 'kitchen', options)),
  ] as const
  // Whichever fails, what was opened is closed.
  await Promise.allSettled(seats)
  const [study, kitchen] = await Promise.all(seats)
  const kept = made.move()
  return { study, kitchen, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

export function nameOf(room: Room): string {
  return `The ${room}`
}

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('User name').fill(OWNER.username)
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Everything that goes through a locator counts as a touch, so nothing does. */
async function signInUntouched(page: Page): Promise<void> {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(OWNER),
  }
  const status = await evaluateQuietly(
    page,
    `fetch('/signin', ${JSON.stringify(init)}).then((answer) => answer.status)`,
  )
  if (status !== 200) throw new Error(`Signing in by the page was answered with ${status}.`)
  await page.reload()
}

/** Waits without touching the page. */
export async function untilTrue(page: Page, expression: string, withinMs = 15_000): Promise<void> {
  for (const until = Date.now() + withinMs; Date.now() < until; await wait(100)) {
    if (await evaluateQuietly(page, expression)) return
  }
  throw new Error(`Never came true within ${withinMs} ms: ${expression}`)
}

/** Opens the album and clicks "Play now". */
export async function playAlbum(world: HeardWorld, { page }: BrowserSession): Promise<void> {
  const { items } = await world.phone.library.albums({ limit: 1 })
  await page.goto(`${world.url}#/albums/${items[0]?.albumId}`)
  await page.getByRole('button', { name: 'Play now', exact: true }).click()
}

/** Clicks a button of the player. */
export async function press({ page }: BrowserSession, name: 'Play' | 'Pause' | 'Next track'): Promise<void> {
  await page.locator('.bar-middle').getByRole('button', { name, exact: true }).click()
}
