import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import type { LetIn } from '../doors/let-box-in.ts'
import { type Program, program } from '../worlds/http-world.ts'
import { until } from '../worlds/hub-process-world.ts'

/** A window of the app, as its owner has it, and what is known of it. */
export interface SharingWindow {
  readonly page: Page
  readonly address: string
  readonly owner: Program
  /** The owner's session, and their name. */
  readonly own: string
  readonly username: string
  readonly track_ids: readonly string[]
  /** What is tried at each step. */
  readonly looksWell: (what: string) => Promise<void>
}

/** Somebody else at home. */
export interface Other extends Program {
  readonly sessionPath: string
}

/** One's own music on the box that plays: it asks. Somebody else takes it: both are told, and it is taken back. */
export async function sharesTheBox(window: SharingWindow, box: LetIn): Promise<Other> {
  const { page, address, owner, own, username, track_ids, looksWell } = window
  const hasBox = async () => (await owner.ask(`/sessions/${own}`)).json.active_device_uuid === box.deviceId
  await page.keyboard.press('d')
  const choice = page.getByRole('dialog')
  await choice.getByRole('button', { name: /^Play on Box kitchen/ }).click()
  await choice.getByText('Box kitchen plays for somebody else. Take it over?').waitFor()
  await looksWell('taking it over')
  await choice.getByRole('button', { name: 'Take it over' }).press('Enter')
  await until('the box is mine', hasBox)
  await choice.getByRole('button', { name: 'Close' }).click()
  await owner.post('/queue/enqueue', { track_ids, at: 'now' })

  const other = { username: 'sam', password: 'a long password' }
  assert.equal((await owner.post('/users', { ...other, role: 'member' })).status, 201)
  const sam = await program(address, other)
  const sessionPath = `/sessions/${(await sam.ask('/me')).json.session_uuid}`
  const taken = await sam.post(`${sessionPath}/speaker`, { device_uuid: box.deviceId, take_over: true })
  assert.equal(taken.status, 200, taken.text)
  await page.getByText('sam took Box kitchen').waitFor()
  await looksWell('taken')
  await page.getByRole('button', { name: 'Take it back' }).press('Enter')
  await until('the box is mine again', hasBox)
  await page.getByText('sam took Box kitchen').waitFor({ state: 'detached' })

  await page.getByRole('button', { name: 'Who may play on Box kitchen' }).press('Enter')
  const sharing = page.getByRole('region', { name: 'Who may play on Box kitchen' })
  await sharing.getByRole('combobox').selectOption('some')
  const shared = async () => {
    const devices = (await sam.ask('/devices')).json as unknown as {
      device_uuid: string
      players?: unknown
    }[]
    const players = devices.find(({ device_uuid: id }) => id === box.deviceId)?.players
    return Array.isArray(players) ? players.length : 0
  }
  await until('one person may', async () => (await shared()) === 1)
  await sharing.getByRole('checkbox', { checked: false }).press('Space')
  await until('both may', async () => (await shared()) === 2)
  await sharing.getByRole('checkbox', { name: username, checked: true }).press('Space')
  await page.getByText('You may not play on Box kitchen any more').waitFor()
  await looksWell('who may play')
  return { ...sam, sessionPath }
}

/** The browser of this window plays for somebody else, while the window shows one's own; and is taken over. */
export async function sharesTheBrowser(window: SharingWindow, other: Other): Promise<void> {
  const { page, owner, own, track_ids, looksWell } = window
  const deviceId = String(await page.evaluate(`localStorage.getItem('baton.device-id')`))
  const devices = (await owner.ask('/devices')).json as unknown as readonly {
    readonly device_uuid: string
    readonly device_name: string
  }[]
  const name = devices.find(({ device_uuid: id }) => id === deviceId)?.device_name ?? ''
  await page.getByRole('button', { name: `Who may play on ${name}`, exact: true }).press('Enter')
  const sharing = page.getByRole('region', { name: `Who may play on ${name}`, exact: true })
  await sharing.getByRole('combobox').selectOption('everybody')
  const [trackId] = track_ids
  await until('it may be chosen', async () => {
    const { status } = await other.post(`${other.sessionPath}/speaker`, { device_uuid: deviceId })
    return status === 200
  })
  // Only whoever hears that session is given the address of its music.
  const fetched = page.waitForRequest((request) => request.url().includes(`/media/tracks/${trackId}?`))
  await other.post('/queue/enqueue', { track_ids: [trackId], at: 'now' })
  await page.getByText('This device plays for sam').waitFor()
  await fetched
  const sounds = async () => {
    const { play_state, position_ms } = (await other.ask(other.sessionPath)).json
    return play_state === 'playing' && Number(position_ms) > 500
  }
  await until('it plays for the other', sounds)
  await looksWell('a browser that plays for another')
  await page.getByRole('button', { name: 'Take it over' }).press('Enter')
  await page.getByText('This device plays for sam').waitFor({ state: 'detached' })
  const { play_state, failover } = (await other.ask(other.sessionPath)).json
  assert.deepEqual([play_state, (failover as { reason: string } | null)?.reason], ['paused', 'speaker-taken'])
  await closesTheStrip(page, owner, { other, own, deviceId })
  assert.equal((await owner.ask(`/sessions/${own}`)).json.active_device_uuid, deviceId)
}

/** Closed while it plays for somebody, it is there again the next time. */
async function closesTheStrip(
  page: Page,
  owner: Program,
  { other, own, deviceId }: { readonly other: Other; readonly own: string; readonly deviceId: string },
): Promise<void> {
  const taken = (by: Program, path: string) =>
    by.post(`${path}/speaker`, { device_uuid: deviceId, take_over: true })
  const strip = page.getByText('This device plays for sam')
  assert.equal((await taken(other, other.sessionPath)).status, 200)
  await strip.waitFor()
  await page.getByRole('status').filter({ has: strip }).getByRole('button', { name: 'Close' }).press('Enter')
  await strip.waitFor({ state: 'detached' })
  assert.equal((await taken(owner, `/sessions/${own}`)).status, 200)
  // A window that draws floods at once might never draw what lay between: what comes behind it is waited for.
  const named = { method: 'PATCH', body: { device_name: 'Mine again' } } as const
  assert.equal((await owner.ask(`/devices/${deviceId}`, named)).status, 200)
  await page.getByRole('button', { name: 'Who may play on Mine again', exact: true }).waitFor()
  assert.equal((await taken(other, other.sessionPath)).status, 200)
  await strip.waitFor()
  assert.equal((await taken(owner, `/sessions/${own}`)).status, 200)
  await strip.waitFor({ state: 'detached' })
}
