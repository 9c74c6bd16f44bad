import { type DeviceId, type DeviceView, DISPLAY_COMMANDS } from '@baton/protocol'

const SILENT = { sound: false, volume: false, unlocked: true, reports: false, gapless: false }

/** One that is there and can be told everything, and one that is away. */
export function fakeDisplays(
  device: (deviceId: DeviceId, name: string, more: Partial<DeviceView>) => DeviceView,
): readonly DeviceView[] {
  const plain = { kind: 'display', platform: null, capabilities: SILENT } as const
  const nothing = { postId: null, paused: null, brightness: null, rotation: null, mirror: null }
  return [
    device('5f0a0000-0000-4000-8000-000000000001' as DeviceId, 'Hall', {
      ...plain,
      display: {
        ...nothing,
        model: 'Frame 64',
        firmware: '2.1.0',
        postId: 1_234,
        commands: DISPLAY_COMMANDS,
        channels: ['playing'],
        paused: false,
        brightness: 60,
        rotation: 90,
        mirror: false,
      },
    }),
    device('5f0a0000-0000-4000-8000-000000000002' as DeviceId, 'Kitchen frame', {
      ...plain,
      online: false,
      health: 'down',
      display: { ...nothing, model: null, firmware: null, commands: [] },
    }),
  ]
}
