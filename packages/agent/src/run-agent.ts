import { connect, follow, type Hub, keepBeating, speaker, systemClock } from '@baton/client'
import type { DeviceId } from '@baton/protocol'
import { aborted } from './aborted.ts'
import type { BoxSession } from './box/box-session.ts'
import { keptMusic } from './box/kept-music.ts'
import { musicFolderOf, runBox } from './box/run-box.ts'
import type { Settings } from './config/settings.ts'
import { findHub } from './discovery/find-hub.ts'
import type { Logs } from './log/log.ts'
import { showOnDesktop } from './mpris/show-on-desktop.ts'
import { typesThatMpvDecodes } from './mpv/decoders.ts'
import type { Player } from './mpv/player.ts'
import { ownPlayer } from './own-player.ts'
import { AgentProblem } from './problem.ts'
import { registerDevice } from './register-device.ts'
import { tokenDesk } from './sign-in/ask-for-tokens.ts'
import { letIn } from './sign-in/let-in.ts'
import { type TokenKeeper, tokenKeeper } from './sign-in/token-keeper.ts'
import { credentialFile } from './state/credential.ts'
import { invitation } from './state/invitation.ts'
import { keptStorage } from './state/kept-storage.ts'
import { knownDevice } from './state/known-device.ts'
import { openStateFolder, type StateFolder } from './state/state-folder.ts'
import { type ReportReaderParts, reportReader } from './tags/report-reader.ts'
import { reportTags } from './tags/report-tags.ts'
import type { TagSource } from './tags/tag-source.ts'
import { tagSourceOf } from './tags/tag-source-of.ts'
import { type TellPrinted, tellPrinted } from './tell-printed.ts'
import { answerTones } from './tone/answer-tones.ts'
import { playTone } from './tone/play-tone.ts'
import { urlOf } from './url-of.ts'

export interface Outside {
  readonly logs: Logs
  /** For the person in front of the terminal. */
  readonly show: (text: string) => void
  /** Aborts when the agent shall end. */
  readonly signal: AbortSignal
}

const PAUSED_WITHIN_MS = 2_000

/** One loudspeaker, from its start until it is told to end. Throws an AgentProblem where a person has to do something. */
export async function runAgent(settings: Settings, { logs, show, signal }: Outside): Promise<void> {
  const clock = systemClock()
  const log = logs.agent
  const { name, pairAnew, isBox } = settings
  await using folder = await openStateFolder(settings.stateFolder)
  const file = credentialFile(folder)
  const baseUrl = settings.hub ?? file.read()?.hub ?? (await findHub({ clock, show, signal }))
  const desk = tokenDesk(baseUrl)
  const invited = invitation(folder, show)
  const credential = await letIn({
    hub: baseUrl,
    name,
    pairAnew,
    isBox,
    file,
    desk,
    clock,
    show: invited.show,
    signal,
  })
  invited.over()
  const keeper = tokenKeeper({ credential, keep: file.write, desk, clock })
  const over = eitherOf(signal, keeper)
  const hub = connect({ baseUrl, token: keeper.token, clock })
  // Once let in as a box it is one, whatever it is told later.
  const isOneBox = credential.isBox === true
  const music = isOneBox
    ? await keptMusic({ folder: musicFolderOf(settings), quotaBytes: settings.keepBytes, wall: clock.wall })
    : null
  let box: BoxSession | null = null
  // Nobody has a box: its output is in its log.
  using printed = isOneBox ? null : tellPrinted(hub)
  await using player = ownPlayer(settings, {
    folder,
    allows: (source) =>
      (urlOf(source)?.href.startsWith(`${hub.baseUrl}/`) ?? false) || (music?.owns(source) ?? false),
    contactAgeMs: () => (box?.isAlone() ? 0 : hub.contactAgeMs()),
    say(line) {
      logs.player.warn(line)
      printed?.add(line)
    },
  })
  const able = () => player.able.get()
  const known = knownDevice(folder, baseUrl)
  const formats = await typesThatMpvDecodes(settings.mpv)
  const hasReader = settings.tagReader !== null
  const registering = registerDevice({
    ...{ hub, known, name, able, formats, hasReader, log },
    // A box has no light: its people see whether it is online.
    beats: !isOneBox,
    signal: over,
  })
  const before = music && known.read()
  // A box that is known plays what it keeps, whether the hub is there or not.
  const deviceId = before ?? (await registering)
  registering.catch((error: unknown) => log.error(String(error)))
  if (deviceId !== null) {
    const { token } = keeper
    const ofBox = music && (await runBox({ hub, token, deviceId, folder, music, log, settings }))
    await using _box = ofBox
    box = ofBox
    await using _following = followHub({
      hub,
      player,
      deviceId,
      folder,
      keeper,
      logs,
      settings,
      printed,
      box: ofBox,
    })
    const told = ofBox ? { send: ofBox.press } : hub
    await using _reader = readerOf(settings, told, { hub, deviceId, clock, log: logs.tags, signal: over })
    show(`This loudspeaker is ready. It follows ${baseUrl}\n`)
    await aborted(over)
  }
  if (!keeper.ended.get()) return
  file.forget()
  throw new AgentProblem(
    'agent.signed-out',
    'The hub does not let this loudspeaker in any more. Start it again to ask anew.',
  )
}

/** The reader of tags beside the loudspeaker, where there is one. */
function readerOf(
  { tagReader }: Settings,
  told: Pick<Hub, 'send'>,
  parts: ReportReaderParts,
): TagSource | null {
  if (tagReader === null) return null
  const { clock, log } = parts
  const source = tagSourceOf(tagReader, { clock, log })
  source.start({
    onTag: reportTags({ hub: told, log, monotonicMs: clock.now }),
    onState: reportReader(parts),
  })
  return source
}

/** It is told to end, or the hub does not let it in any more. */
function eitherOf(signal: AbortSignal, { ended }: TokenKeeper): AbortSignal {
  const over = new AbortController()
  ended.subscribe(() => over.abort())
  return AbortSignal.any([signal, over.signal])
}

interface Parts {
  readonly hub: Hub
  readonly player: Player
  readonly deviceId: DeviceId
  readonly folder: StateFolder
  readonly keeper: TokenKeeper
  readonly logs: Logs
  readonly settings: Settings
  readonly printed: TellPrinted | null
  /** Null: it is none. */
  readonly box: BoxSession | null
}

/** Does what its hub wants, and takes its leave in the end. */
function followHub({
  hub,
  player,
  deviceId,
  folder,
  keeper,
  logs,
  settings,
  printed,
  box,
}: Parts): AsyncDisposable {
  const following = box?.following ?? follow({ hub })
  const mine = speaker({
    hub: box?.hub ?? hub,
    following,
    sound: player,
    deviceId,
    storage: keptStorage(folder),
    ...(box && { takesReport: box.takesReport }),
  })
  const beating = box ? null : keepBeating(hub)
  const { clock } = hub
  const { name } = settings
  const desktop = box
    ? null
    : showOnDesktop({ hub, following, deviceId, name, clock, log: logs.agent, env: process.env })
  const play = (url: string, until: AbortSignal) => playTone(settings, url, until)
  const tones = box ? null : answerTones({ hub, following, speaker: mine, deviceId, play, log: logs.player })
  mine.condition.subscribe((condition) => {
    logs.player.info(`The loudspeaker is ${condition}`)
    printed?.add(`The loudspeaker is ${condition}`)
  })
  player.able.subscribe((able) => {
    if (able) mine.unlocked().catch(() => {})
  })
  let shown = following.state.get()
  following.state.subscribe((state) => {
    const before = shown
    shown = state
    const { activeDeviceId, current } = state.session ?? {}
    if (activeDeviceId === deviceId && current) printed?.begin(current.entryId)
    if (state.connection !== before.connection) logs.agent.info(`The hub is ${state.connection}`)
    if (state.failure === before.failure || !state.failure?.code.startsWith('auth.')) return
    keeper.distrust()
    following.wake()
  })

  return {
    async [Symbol.asyncDispose]() {
      // Silent at once; and the session is paused, rather than left to a loudspeaker that is gone.
      player.pause()
      const { session } = following.state.get()
      if (session?.activeDeviceId === deviceId && session.playState === 'playing') {
        await hub.send({ type: 'session.pause' }, { expiresMs: PAUSED_WITHIN_MS }).catch(() => {})
      }
      beating?.[Symbol.dispose]()
      await desktop?.[Symbol.asyncDispose]()
      await tones?.[Symbol.asyncDispose]()
      await mine[Symbol.asyncDispose]()
      await following[Symbol.asyncDispose]()
    },
  }
}
