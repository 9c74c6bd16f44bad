// One window of a page: follows what it shows, and is pushed what changes. Rules PG1 to PG9 in docs/protocol/page.md.
import { setTimeout as pause } from 'node:timers/promises'
import {
  type AgentBeacon,
  type DeviceId,
  type DeviceView,
  type EventFrame,
  type Frame,
  foldDevices,
  isDeviceEvent,
  mayPlayOn,
  type OutputBeacon,
  type SessionView,
  sessionRoom,
  type TonedBeacon,
} from '@baton/protocol'
import type { Principal } from '#engine'
import type { Document } from '../document.ts'
import { type AgentShown, beatplayerStatus } from './page-documents.ts'
import type { PageParts } from './page-parts.ts'

/** The socket of a window. */
export interface Socketed {
  readonly id: string
  readonly principal: Principal
  /** Aborts when the socket is gone. */
  readonly signal: AbortSignal
  tell(event: string, document: Document): void
  /** Only where it would be had at once. */
  tellNow(event: string, document: Document): void
}

export interface WindowParts extends PageParts {
  readonly chosen: () => DeviceId | null
  readonly status: (shown: DeviceId | null) => Promise<Document>
}

/** So often at the most it is told how the player is. */
const TOLD_EVERY_MS = 200
/** So long after it could not be told what changes it is brought up to date, and followed for again. */
const AGAIN_AFTER_MS = 500
const NEVER: AgentShown = { registeredAt: null, reportedAt: null }
/** In this order a device is offered in the place of one that fails. */
const KINDS = ['agent', 'browser', 'program']

export class PageWindow {
  readonly principal: Principal
  readonly id: string
  readonly #socket: Socketed
  readonly #parts: WindowParts
  #begun = false
  #devices: readonly DeviceView[] = []
  readonly #agents = new Map<DeviceId, AgentShown>()
  /** What each player has printed so far, as it was told. */
  readonly #printed = new Map<DeviceId, Pick<OutputBeacon, 'playing' | 'text'>>()
  #session: SessionView | null = null
  #failover: SessionView['failover'] = null
  #isDue = false

  constructor(socket: Socketed, parts: WindowParts) {
    this.#socket = socket
    this.#parts = parts
    this.principal = socket.principal
    this.id = socket.id
  }

  get isPlaying(): boolean {
    return this.#session?.playState === 'playing'
  }

  /** Its page has spoken: from now on it is told what changes. */
  begin(): void {
    if (this.#begun) return
    this.#begun = true
    this.#keepFollowing().catch(this.#parts.onFailure)
  }

  /** The socket of the page is well, as the light of the page shows. */
  ping(): void {
    this.#socket.tellNow('switchboard_health_ping', { health: 'ok' })
    if (this.#begun && this.isPlaying) this.tellStatus()
  }

  /** How the player is, soon; of what changes meanwhile the last is told. */
  tellStatus(): void {
    if (this.#isDue || this.#socket.signal.aborted) return
    this.#isDue = true
    setTimeout(() => {
      this.#isDue = false
      if (this.#socket.signal.aborted) return
      this.#parts.status(this.#parts.chosen()).then(
        (status) => this.#socket.tell('player_status', status),
        (error: unknown) => this.#parts.onFailure(error),
      )
    }, TOLD_EVERY_MS).unref()
  }

  /** The device that it shows is not able: another one is named, where there is one. Nothing moves by that. */
  offerAnother(devices = this.#devices): void {
    const shown = this.#parts.chosen()
    if (shown === null) return
    const device = devices.find(({ deviceId }) => deviceId === shown)
    if (device?.health === 'ready') return
    const [other] = devices
      .filter(
        (one) => one.deviceId !== shown && one.health === 'ready' && mayPlayOn(one, this.principal.userId),
      )
      .sort((one, two) => placeOf(one) - placeOf(two) || one.name.localeCompare(two.name))
    if (other) this.#socket.tell('change_device', { device_id: other.deviceId })
    else this.#alert(`${device?.name ?? 'The device'} is not ready, and nothing else is.`)
  }

  /** A store that does not answer for a moment costs the window that moment. */
  async #keepFollowing(): Promise<void> {
    const { signal } = this.#socket
    while (!signal.aborted) {
      try {
        return await this.#follow()
      } catch (error) {
        this.#parts.onFailure(error)
      }
      await pause(AGAIN_AFTER_MS, undefined, { ref: false })
    }
  }

  async #follow(): Promise<void> {
    const { engine } = this.#parts
    const { principal, signal } = this.#socket
    const rooms = [sessionRoom(principal.sessionId), 'devices'] as const
    const { frames } = engine.follow({ principal, rooms, signal })
    for await (const frame of frames) await this.#take(frame)
  }

  async #take(frame: Frame): Promise<void> {
    if (frame.kind === 'snapshot' && frame.state.family === 'session') this.#sessionIs(frame.state.session)
    if (frame.kind === 'snapshot' && frame.state.family === 'devices') await this.#begin(frame.state.devices)
    if (frame.kind === 'event') await this.#happened(frame)
    if (frame.kind === 'beacon' && frame.beacon.type === 'agent') this.#reported(frame.beacon)
    if (frame.kind === 'beacon' && frame.beacon.type === 'output') this.#print(frame.beacon)
    if (frame.kind === 'beacon' && frame.beacon.type === 'toned') this.#toned(frame.beacon)
  }

  async #begin(devices: readonly DeviceView[]): Promise<void> {
    this.#devicesAre(devices)
    for (const device of devices.filter(({ agent }) => agent)) {
      const row = await this.#parts.agents.find(this.principal, device.deviceId)
      if (row) this.#agents.set(device.deviceId, row)
      this.#tellAgent(device)
    }
  }

  async #happened({ event }: EventFrame): Promise<void> {
    if (!isDeviceEvent(event)) {
      const { engine } = this.#parts
      const reading = await engine.session(this.principal, this.principal.sessionId)
      if (reading) this.#sessionIs(reading.session)
      return
    }
    const before = this.#devices
    this.#devicesAre(foldDevices(before, event))
    for (const device of this.#devices) {
      const was = before.find(({ deviceId }) => deviceId === device.deviceId)
      if (was !== device) this.#tellAgent(device)
    }
  }

  #devicesAre(devices: readonly DeviceView[]): void {
    const before = this.#devices
    this.#devices = devices
    const shown = this.#parts.chosen()
    const isReady = (all: readonly DeviceView[]) =>
      all.some(({ deviceId, health }) => deviceId === shown && health === 'ready')
    if (isReady(before) && !isReady(devices)) this.offerAnother()
  }

  #sessionIs(session: SessionView): void {
    this.#session = session
    const { failover = null } = session
    const before = this.#failover
    this.#failover = failover
    if (failover && failover.fromDeviceId !== before?.fromDeviceId) this.#droppedOut(failover)
    this.tellStatus()
  }

  #droppedOut({ fromDeviceId, toDeviceId }: NonNullable<SessionView['failover']>): void {
    const name = this.#devices.find(({ deviceId }) => deviceId === fromDeviceId)?.name ?? 'The loudspeaker'
    this.#alert(`The music has paused: ${name} dropped out.`)
    const shown = this.#parts.chosen()
    if (toDeviceId && (shown === null || shown === fromDeviceId))
      this.#socket.tell('change_device', { device_id: toDeviceId })
  }

  #reported({ deviceId, registeredAt, reportedAt }: AgentBeacon): void {
    this.#agents.set(deviceId, { registeredAt, reportedAt })
    const device = this.#devices.find((one) => one.deviceId === deviceId)
    if (device) this.#tellAgent(device)
  }

  #tellAgent(device: DeviceView): void {
    const status = beatplayerStatus(device, this.#agents.get(device.deviceId) ?? NEVER)
    if (status) this.#socket.tell('beatplayer_status', status)
  }

  /** What is new since it was told last; of something else the former output is cleared away. */
  #print({ deviceId, playing, text, complete }: OutputBeacon): void {
    const shown = this.#parts.chosen() ?? this.#session?.activeDeviceId
    if (deviceId !== shown) return
    const before = this.#printed.get(deviceId)
    this.#printed.set(deviceId, { playing, text })
    const goesOn = before?.playing === playing && text.startsWith(before.text)
    if (before?.playing !== playing) this.#socket.tell('clear_player_output', { device_id: deviceId })
    const message = goesOn ? text.slice(before.text.length) : text
    if (message !== '' || !goesOn)
      this.#socket.tell('append_player_output', {
        device_id: deviceId,
        message,
        data: { clear: !goesOn },
      })
    this.#socket.tell('device_output', { device_id: deviceId, function_name: 'play', complete, out: text })
  }

  /** What came of a tone: as the output of the device that it shows, and as an alert where nothing was heard. */
  #toned({ deviceId, outcome, reason }: TonedBeacon): void {
    if (deviceId !== (this.#parts.chosen() ?? this.#session?.activeDeviceId)) return
    const out = reason ? `${outcome}: ${reason}` : outcome
    this.#socket.tell('device_output', {
      device_id: deviceId,
      function_name: 'test_tone',
      complete: true,
      out,
    })
    const name = this.#devices.find((device) => device.deviceId === deviceId)?.name ?? 'The loudspeaker'
    if (outcome !== 'played') this.#alert(`${name} did not play the test tone (${out}).`)
  }

  #alert(message: string): void {
    this.#socket.tell('alert', { message })
  }
}

function placeOf({ kind }: DeviceView): number {
  const place = KINDS.indexOf(kind)
  return place < 0 ? KINDS.length : place
}
