// A display from its first start on: it shows a code until it is somebody's, follows its hub, shows artwork, and says what
// was seen. Rules in docs/protocol/reference-display.md.
import { type Clock, randomId, type Store, store } from '@baton/client'
import { type Answered, answerCommands } from './answer-commands.ts'
import { becomeRegistered, type Provisioned } from './become-registered.ts'
import { countedChannel } from './feed/channel.ts'
import { feed } from './feed/feed.ts'
import { type Post, postIn } from './feed/post.ts'
import type { HubCalls } from './hub-calls.ts'
import type { HubClock } from './hub-clock.ts'
import { type HubLink, hubLink, type LinkState } from './hub-link.ts'
import type { Look } from './look.ts'
import type { ConnectBroker, Kept, Registered, Screen } from './outside.ts'
import { pictures } from './pictures/pictures.ts'
import { Refusal } from './refusal.ts'
import { FIRST_SETTINGS, type Settings } from './settings.ts'
import { type Showing, type Slideshow, slideshow } from './slideshow.ts'
import { COMMANDS, MORE_CHANNELS, type ToldCommand } from './told-command.ts'
import { type ViewEvent, viewMessage } from './views/view-event.ts'
import { type ViewFate, type ViewOutbox, viewOutbox } from './views/view-outbox.ts'

export const SHORTEST_DWELL_MS = 5_000
export const USUAL_DWELL_MS = 15_000
const USUAL_PICTURE_BYTES = 32 * 1024 * 1024

/** What a person in front of the display is to know. */
export type DisplayState =
  | { readonly name: 'starting' }
  /** It has no owner. Null: no code either, since the hub is away. */
  | { readonly name: 'code'; readonly code: Provisioned | null }
  | { readonly name: 'on'; readonly link: LinkState; readonly showing: Showing | null }

/** What happens, for whoever writes it down. */
export type DisplayNews =
  | { readonly news: 'shown'; readonly showing: Showing }
  /** It is kept, and will be told. */
  | { readonly news: 'seen'; readonly event: ViewEvent }
  | {
      readonly news: 'told'
      readonly event: ViewEvent
      readonly fate: ViewFate
      readonly why: string | null
    }
  | { readonly news: 'command'; readonly name: string; readonly refused: string | null }
  | { readonly news: 'failure'; readonly error: unknown }

export interface DisplayParts<Ready> {
  readonly clock: Clock
  readonly hubTime: HubClock
  readonly chance: () => number
  readonly hub: HubCalls
  readonly connect: ConnectBroker
  readonly kept: Kept
  readonly screen: Screen<Ready>
  readonly model: string
  readonly firmware: string
  /** So long each artwork is shown, where nobody intervenes. */
  readonly dwellMs?: number
  /** What it does until it is told anything. */
  readonly firstSettings?: Settings
  readonly pictureBytes?: number
  readonly onNews: (news: DisplayNews) => void
}

export interface Display {
  readonly state: Store<DisplayState>
  /** As somebody in front of it does. Rejects with a Refusal where it cannot be done now. */
  readonly press: (command: ToldCommand) => Promise<void>
  /** Settled when it has ended. */
  readonly ended: Promise<void>
  /** Takes its leave. Browsers of displays are too old for `Symbol.asyncDispose`. */
  end(): Promise<void>
}

export function startDisplay<Ready>(parts: DisplayParts<Ready>): Display {
  const { clock, kept, screen, onNews } = parts
  const ending = new AbortController()
  const { signal } = ending
  const shown = store<DisplayState>({ name: 'starting' })
  const onFailure = (error: unknown) => onNews({ news: 'failure', error })
  let press: Display['press'] = async () => {
    throw new Refusal('This display shows nothing yet.')
  }

  async function run(): Promise<void> {
    const known = await kept.read()
    let settings = known.settings ?? parts.firstSettings ?? FIRST_SETTINGS
    const keep = (next: Settings) => {
      settings = next
      kept.writeSettings(next).catch(onFailure)
    }
    screen.look(settings)
    const outbox = viewOutbox({
      kept,
      known,
      clock,
      hubTime: parts.hubTime,
      onOver: (event, fate, why) => onNews({ news: 'told', event, fate, why }),
      onFailure,
    })
    let { identity } = known
    try {
      while (!signal.aborted) {
        if (identity?.kind !== 'registered') {
          const waiting = identity
          const show = (code: Provisioned | null) => shown.set({ name: 'code', code })
          identity = await becomeRegistered({ ...parts, waiting, show, signal })
          if (identity === null) return
        }
        await follow(identity, { settings: () => settings, keep, outbox })
        if (signal.aborted) return
        // It is nobody's any more: what it still owes would be another display's.
        await outbox.forget()
        identity = null
        await kept.writeIdentity(null)
      }
    } finally {
      outbox.end()
    }
  }

  /** Until the hub does not let it in any more, or the display ends. */
  async function follow(identity: Registered, { settings, keep, outbox }: FollowParts): Promise<void> {
    const { playerKey, apiToken } = identity
    const status = (word: 'online' | 'offline') => {
      const showing = slides.showing.get()
      return {
        player_key: playerKey,
        status: word,
        firmware_version: parts.firmware,
        ...(showing && { current_post_id: artworkIdOf(showing.post) }),
      }
    }
    /** One artwork that somebody asked for is no channel. */
    const channelNow = () => (slides.showing.get()?.intent === 'artwork' ? null : settings().channel.name)
    const state = () => ({ ...stateOf(settings()), channel: channelNow() })
    const link: HubLink = hubLink({
      ...parts,
      identity,
      self: { status, capabilities: () => ({ commands: COMMANDS, channels: MORE_CHANNELS }), state },
      onCommand: (message) => answer(message),
      onViewAck: outbox.answered,
    })
    let saidChannel: string | null = settings().channel.name
    const sayState = () => {
      saidChannel = channelNow()
      link.say('state', state()).catch(() => {})
    }
    const feedOf = (channel: Settings['channel']) => feed({ channel, ask: link.ask })
    const slides: Slideshow = slideshow({
      ...parts,
      dwellMs: Math.max(SHORTEST_DWELL_MS, parts.dwellMs ?? USUAL_DWELL_MS),
      paused: settings().paused,
      feed: feedOf(settings().channel),
      feedOf,
      pictures: pictures({
        fetchPicture: (path) => parts.hub.picture(path, apiToken),
        mostBytes: parts.pictureBytes ?? USUAL_PICTURE_BYTES,
      }),
      readPost: async (wanted) => {
        const post = postIn((await link.ask({ request_type: 'get_post', post_id: wanted })).post)
        if (!post) throw new Refusal('This artwork cannot be shown here.')
        return post
      },
      isHubThere: link.isConnected,
      mayBeSeenInMs: outbox.mayFollowInMs,
      onShown: (showing) => {
        onNews({ news: 'shown', showing })
        link.say('status', status('online')).catch(() => {})
        if (channelNow() !== saidChannel) sayState()
      },
      onSeen: (showing) => seen(showing, outbox),
      onFailure,
    })
    const changed = (part: Partial<Settings>) => {
      keep({ ...settings(), ...part })
      screen.look(settings())
      sayState()
    }
    press = (command) => carryOut(command, { slides, settings, changed })
    const answer = answerCommands({
      carryOut: press,
      say: (message: Answered) => link.say('command/ack', message),
      onAnswered: (name, refused) => onNews({ news: 'command', name, refused }),
      onFailure,
    })
    const tell = () => shown.set({ name: 'on', link: link.state.get(), showing: slides.showing.get() })
    const say = (event: ViewEvent) => link.say('view', viewMessage(event, playerKey, parts.hubTime.stamp))
    const stops = [
      slides.showing.subscribe(tell),
      link.state.subscribe((now) => {
        tell()
        outbox.speak(now === 'live' ? say : null)
        if (now === 'live') slides.wake()
      }),
    ]
    tell()
    try {
      await link.run(signal)
    } finally {
      for (const stop of stops) stop()
      outbox.speak(null)
      await slides.end()
    }
  }

  function seen({ post, intent, channel }: Showing, outbox: ViewOutbox): void {
    const postId = artworkIdOf(post)
    if (postId === null) return
    const seenAt = parts.hubTime.now()
    const event = { eventId: randomId(), postId, intent, channel: countedChannel(channel), seenAt }
    outbox.add(event).then(() => onNews({ news: 'seen', event }), onFailure)
  }

  const ended = run()
  return {
    state: shown,
    press: (command) => press(command),
    ended,
    async end() {
      ending.abort()
      await ended
    },
  }
}

interface FollowParts {
  readonly settings: () => Settings
  readonly keep: (settings: Settings) => void
  readonly outbox: ViewOutbox
}

interface CarryOutParts {
  readonly slides: Slideshow
  readonly settings: () => Settings
  readonly changed: (part: Partial<Settings>) => void
}

async function carryOut(command: ToldCommand, { slides, settings, changed }: CarryOutParts): Promise<void> {
  switch (command.name) {
    case 'swap_next':
      return slides.next()
    case 'swap_back':
      return slides.back()
    case 'show_artwork':
      return slides.show(command.postId)
    case 'play_channel': {
      const channel = { ...command.channel, order: settings().channel.order }
      await slides.play(channel)
      return changed({ channel })
    }
    case 'set_paused':
      slides.setPaused(command.paused)
      return changed({ paused: command.paused })
    case 'set_brightness':
      return changed({ brightness: command.brightness })
    case 'set_rotation':
      return changed({ rotation: command.rotation })
    case 'set_mirror':
      return changed({ mirror: command.mirror })
  }
}

/** Null: it is none of the artworks that are counted. */
function artworkIdOf(post: Post): number | null {
  return post.kind === 'artwork' ? post.postId : null
}

function stateOf({ paused, brightness, rotation, mirror }: Look & Pick<Settings, 'paused'>): object {
  return { paused, brightness, rotation, mirror }
}
