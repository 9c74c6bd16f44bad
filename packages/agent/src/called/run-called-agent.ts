// An agent that waits to be called by its hub, instead of following it. Rules AG40 to AG49 in docs/protocol/agent.md.
import { ageMs, type Clock, type Moment, momentOf, systemClock } from '@baton/client'
import { aborted } from '../aborted.ts'
import type { ListenAt } from '../config/listen.ts'
import type { Settings } from '../config/settings.ts'
import { findHub } from '../discovery/find-hub.ts'
import { typesThatMpvDecodes } from '../mpv/decoders.ts'
import { ownPlayer } from '../own-player.ts'
import { pause } from '../pause.ts'
import type { Outside } from '../run-agent.ts'
import { tokenDesk } from '../sign-in/ask-for-tokens.ts'
import { invitation } from '../state/invitation.ts'
import { knownHub } from '../state/known-hub.ts'
import { openStateFolder } from '../state/state-folder.ts'
import { addItself } from './add-itself.ts'
import { callersOf } from './callers.ts'
import { healthReport } from './health-report.ts'
import { serve } from './http-server.ts'
import { musicFolder } from './music-folder.ts'
import { ownAddressTowards } from './own-address.ts'
import { playReports } from './play-reports.ts'
import { type Playback, playback } from './playback.ts'
import { playerOutput } from './player-output.ts'
import { postBack } from './post-back.ts'
import { type Registrations, registrations } from './registrations.ts'
import { calledRoutes } from './routes.ts'

const LOOK_FOR_HUB_EVERY_MS = 2_000

/** One loudspeaker, from its start until it is told to end. Throws an AgentProblem where a person has to do something. */
export async function runCalledAgent(
  settings: Settings & { readonly listen: ListenAt },
  outside: Outside,
): Promise<void> {
  const { logs, show, signal } = outside
  const clock = systemClock()
  await using folder = await openStateFolder(settings.stateFolder)
  const known = knownHub(folder)
  const hub = settings.hub ?? known.read()?.hub ?? (await findHub({ clock, show, signal }))

  const formats = await typesThatMpvDecodes(settings.mpv)
  let contact: Moment = momentOf(clock)
  const contactAgeMs = () => ageMs(clock, contact)
  const onContact = (at: Moment) => {
    if (ageMs(clock, at) < contactAgeMs()) contact = at
  }
  const output = playerOutput()
  const say = (line: string) => {
    output.add(line)
    logs.player.warn(line)
  }
  const allows = (source: string) => plays.allows(source)
  await using player = ownPlayer(settings, { folder, say, contactAgeMs, allows })
  const onChange = () => posted.changed()
  await using plays: Playback = playback({ player, clock, contactAgeMs, onChange, say })
  const music = musicFolder(settings.musicFolder, clock)
  const callers = callersOf({ hub, networks: settings.callers, clock })
  const post = postBack({ clock, onContact })
  let baseUrl = ''
  await using posted: Registrations = registrations({
    clock,
    post,
    report: async () =>
      healthReport({ player, state: plays.state(), isMounted: await music.isMounted(), baseUrl }),
    say: (line) => logs.reports.info(line),
  })

  const registered = new AbortController()
  await using server = await serve({
    at: settings.listen,
    mayCall: callers.mayCall,
    say: (line) => logs.agent.warn(line),
    routes: calledRoutes({
      ...{ player, playback: plays, folder: music, callers, registrations: posted, formats },
      reportsTo(url) {
        output.reset()
        return playReports({ url, post, clock, output })
      },
      onRegistered: () => registered.abort(),
      onContact: () => onContact(momentOf(clock)),
    }),
  })
  baseUrl = await baseUrlOf(settings.listen, { port: server.port, hub, outside, clock })
  show(`It listens at ${baseUrl}\n`)
  const kept = settings.pairAnew ? null : known.read()
  if (kept?.hub !== hub || kept.baseUrl !== baseUrl) {
    const invited = invitation(folder, show)
    const parts = { hub, baseUrl, settings, clock, registered: registered.signal }
    await letIn({ ...parts, outside: { ...outside, show: invited.show } })
    signal.throwIfAborted()
    invited.over()
    known.write({ hub, baseUrl })
  }
  show(`This loudspeaker is ready. It is called by ${hub}\n`)
  await aborted(signal)
}

interface AddressParts {
  readonly port: number
  readonly hub: string
  readonly outside: Outside
  readonly clock: Clock
}

/** Where the hub finds it. Where it listens at every address, that shows when the hub is there. */
async function baseUrlOf({ host }: ListenAt, { port, hub, outside, clock }: AddressParts): Promise<string> {
  const { show, signal } = outside
  let told = false
  for (;;) {
    const address = host !== null && host !== '0.0.0.0' && host !== '::' ? host : await ownAddressTowards(hub)
    signal.throwIfAborted()
    if (address !== null) return `http://${address.includes(':') ? `[${address}]` : address}:${port}`
    if (!told) show(`No hub answers at ${hub}. Trying on.\n`)
    told = true
    await pause(clock, LOOK_FOR_HUB_EVERY_MS, signal)
  }
}

interface LetInParts {
  readonly hub: string
  readonly baseUrl: string
  readonly settings: Settings
  readonly outside: Outside
  readonly clock: Clock
  /** Aborts when a hub has registered itself. */
  readonly registered: AbortSignal
}

/** By a code that an owner types, or without, where an owner adds it by its address meanwhile. */
async function letIn({ hub, baseUrl, settings, outside, clock, registered }: LetInParts): Promise<void> {
  const { show, signal } = outside
  const adding = addItself({
    ...{ hub, baseUrl, name: settings.name, clock, show },
    desk: tokenDesk(hub),
    signal: AbortSignal.any([signal, registered]),
  })
  await adding.catch((error: unknown) => {
    if (!registered.aborted || signal.aborted) throw error
  })
}
