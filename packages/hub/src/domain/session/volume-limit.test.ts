import { describe, test } from 'node:test'
import {
  choose,
  deviceId,
  playingIn,
  SESSION,
  type Step,
  say,
  setVolume,
} from '../../../../testing/src/domain/index.ts'

const kitchen = deviceId('kitchen')
const study = deviceId('study')

function limit(maxVolume: number | null): Step {
  return say({ type: 'session.limit-volume', sessionId: SESSION, maxVolume })
}

describe('a session that is held to a volume', () => {
  test('[S32] what is louder goes down at once, a device that was never set too', () => {
    playingIn('kitchen')
      .when(limit(60))
      .happens('session.options-changed', 'session.volume-changed')
      .leaves({ maxVolume: 60, volumes: { [kitchen]: { volume: 60, muted: false } } })
  })

  test('[S32] nobody turns it up beyond that', () => {
    playingIn('kitchen')
      .and(limit(60), setVolume({ volume: 20 }))
      .when(setVolume({ volume: 100 }))
      .happens('session.volume-changed')
      .leaves({ volumes: { [kitchen]: { volume: 60, muted: false } } })
  })

  test('[S32] a device that is offered the music is set before it can be heard', () => {
    playingIn('kitchen')
      .and(limit(30))
      .when(choose('study'))
      .happens('session.handover-offered', 'session.volume-changed')
      .leaves({ volumes: { [kitchen]: { volume: 30, muted: false }, [study]: { volume: 30, muted: false } } })
  })

  test('[S32] muting and what is quieter stay, and without the limit it may be loud again', () => {
    playingIn('kitchen')
      .and(setVolume({ volume: 20, muted: true }))
      .when(limit(60))
      .happens('session.options-changed')
      .leaves({ volumes: { [kitchen]: { volume: 20, muted: true } } })
      .and(limit(null))
      .when(setVolume({ volume: 100 }))
      .leaves({ maxVolume: null, volumes: { [kitchen]: { volume: 100, muted: false } } })
  })

  test('[S32] the same limit again changes nothing', () => {
    playingIn('kitchen').and(limit(60)).when(limit(60)).changesNothing()
  })
})
