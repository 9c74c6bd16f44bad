import {
  followAsSpeaker,
  followTogether,
  type Hub,
  isFailure,
  type Speaker,
  type SpeakerCondition,
  speaker,
  store,
  tabs,
} from '@baton/client'
import type { DeviceId } from '@baton/protocol'
import { guessName, guessPlatform } from '../../hub/browser-name.ts'
import type { ConnectedHub, SoundCondition } from '../../hub/connected-hub.ts'
import { pageStorage, readIdentity, rememberDevice, rememberName } from '../../hub/this-browser.ts'
import { readWallTimeOf } from '../../hub/wall-time.ts'
import { soundChoices } from '../../playback/sound-choices.ts'
import { browserSound } from '../../sound/browser-sound.ts'
import { knownTracks } from '../../sound/loudness-facts.ts'
import { playableTypes } from '../../sound/playable-types.ts'
import { canStream } from '../../sound/streamed-track.ts'
import { silenceUnlocks } from '../../sound/unlock.ts'

const SETTLE_MS = 800

/** Registers this browser as a device and starts to follow; the tab that leads also sounds. */
export async function connectThisBrowser(hub: Hub): Promise<ConnectedHub> {
  const storage = pageStorage()
  const identity = readIdentity(storage)
  const sound = browserSound({
    choices: soundChoices,
    tracks: knownTracks((trackId) => hub.library.track(trackId)),
  })
  const condition = store<SoundCondition>(sound.unlocked() ? 'free' : 'locked')
  const speaking = store<SpeakerCondition>('idle')
  const formats = playableTypes(new Audio())
  const capabilities = () => ({
    sound: true,
    volume: true,
    unlocked: condition.get() === 'free',
    reports: true,
    gapless: canStream(),
    formats,
    shareable: true,
  })
  const register = (known: DeviceId | null) =>
    hub.register({
      ...(known ? { deviceId: known } : {}),
      name: identity.name ?? guessName(navigator.userAgent),
      platform: guessPlatform(navigator.userAgent),
      kind: 'browser',
      capabilities: capabilities(),
    })
  const deviceId = await register(identity.deviceId).catch((error: unknown) => {
    // The device was removed meanwhile, or belongs to whoever signed in here before.
    if (identity.deviceId === null || !isFailure(error, 'device.not-found')) throw error
    return register(null)
  })
  rememberDevice(storage, deviceId)

  const family = tabs({ name: `baton:${deviceId}` })
  const following = followTogether({
    hub,
    tabs: family,
    rooms: [
      'session',
      'devices',
      'library',
      'playlists',
      'uploads',
      'downloads',
      'tags',
      'quiet-hours',
      'boxes',
      'health',
      'artwork',
    ],
  })
  readWallTimeOf(following)
  // What it sounds may be another's session, which this window does not show.
  const listener = hub.asSpeaker()
  let loud: { readonly speaker: Speaker; readonly end: () => Promise<void> } | null = null
  let reporting: Promise<void> = Promise.resolve()

  const report = (what: () => Promise<void>) => {
    reporting = reporting.then(what).catch((error: unknown) => {
      if (!isFailure(error)) throw error
    })
  }
  const freed = async (isFree: boolean) => {
    if (!isFree || condition.get() === 'free') return
    condition.set('free')
    family.setUnlocked(true)
    await (loud ? loud.speaker.unlocked() : hub.heartbeat(capabilities()))
  }
  const unlock = () => {
    // The attempt itself must happen inside the touch; what it means is reported in order.
    const attempt = condition.get() === 'locked' ? sound.unlock() : null
    if (attempt) report(async () => freed(await attempt))
    else if (family.role.get() === 'follower' && speaking.get() === 'locked') family.claim()
  }

  const lead = () => {
    if (family.role.get() === 'leader' && !loud) {
      const heard = followAsSpeaker({ hub: listener, own: following, deviceId })
      const what = { hub: listener, following: heard, sound, deviceId }
      const mine = speaker({ ...what, ...(storage ? { storage } : {}) })
      mine.condition.subscribe((now) => {
        speaking.set(now)
        family.setSounding(now === 'sounding')
        if (now === 'locked') condition.set('locked')
      })
      const end = async () => {
        await mine[Symbol.asyncDispose]()
        await heard[Symbol.asyncDispose]()
      }
      loud = { speaker: mine, end }
    } else if (family.role.get() !== 'leader' && loud) {
      const former = loud
      loud = null
      speaking.set('idle')
      report(former.end)
    }
  }
  const stopLeading = family.role.subscribe(lead)
  lead()
  const stopPausing = family.onAbandoned(() => {
    void listener.send({ type: 'session.pause' }, { keepalive: true }).catch(ignoreFailure)
  })
  const stopUnlocking = silenceUnlocks(document, unlock)
  report(async () => freed(await sound.probe()))

  const close = async () => {
    stopLeading()
    stopPausing()
    stopUnlocking()
    await loud?.end()
    sound.unload()
    await following[Symbol.asyncDispose]()
    await family[Symbol.asyncDispose]()
  }

  return {
    hub,
    following,
    deviceId,
    sound: condition,
    speaking,
    unlock,
    settled: () => Promise.race([reporting, new Promise<void>((resolve) => setTimeout(resolve, SETTLE_MS))]),
    rename: async (name) => {
      await hub.send({ type: 'device.update', deviceId, name })
      rememberName(storage, name)
    },
    signOut: async () => {
      await close()
      await hub.signOut()
    },
    close,
  }
}

function ignoreFailure(error: unknown): void {
  if (!isFailure(error)) throw error
}
