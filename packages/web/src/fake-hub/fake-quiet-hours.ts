import type { DeviceView, QuietHours, QuietSpan } from '@baton/protocol'

const NIGHT: QuietSpan = { days: [7, 1, 2, 3, 4], from: '22:00', to: '07:00', maxVolume: 20 }
const NAP: QuietSpan = { days: [6, 7], from: '13:00', to: '15:00', maxVolume: 0 }

export function fakeQuietHours(scene: string): QuietHours {
  return scene.startsWith('night') ? { zone: 'Europe/Berlin', spans: [NIGHT] } : { zone: null, spans: [] }
}

/** What a device has of them in a scene that shows quiet hours. */
export function fakeQuiet(scene: string): Partial<DeviceView> {
  if (!scene.startsWith('night')) return {}
  const from = new Date().setHours(0, 0, 0, 0)
  const until = new Date().setHours(24 + 7, 0, 0, 0)
  const maxVolume = scene === 'night-silent' ? 0 : 20
  return {
    maxVolume: 60,
    quietHours: [NIGHT, NAP],
    quiet: { from, until, maxVolume, holds: true, liftedUntil: null },
  }
}
