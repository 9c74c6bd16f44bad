import type { DeviceView, UserId } from '@baton/protocol'

/**
 * One that reports, or lets itself be heard of all the time. One that is switched off is not asked how it is, and of what
 * others share nobody but its owner is told when it was heard of.
 */
export function hasLight(
  {
    agent,
    enabled,
    capabilities,
    ownerId,
  }: Pick<DeviceView, 'agent' | 'enabled' | 'capabilities' | 'ownerId'>,
  userId: UserId | null,
): boolean {
  return ownerId === userId && enabled && (Boolean(agent) || capabilities.beats === true)
}
