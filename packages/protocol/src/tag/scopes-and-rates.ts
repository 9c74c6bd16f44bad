import type { CommandRights } from '../values/scope.ts'
import type { TagCommand } from './commands.ts'

const linking = { scope: 'library', rateClass: 'queue' } as const

export const TAG_COMMAND_RIGHTS = {
  'tag.scan': { scope: 'control', rateClass: 'control' },
  'tag.bind': linking,
  'tag.change': linking,
  'tag.remove': linking,
  'tag.start-linking': linking,
  'tag.stop-linking': linking,
  'tag.dismiss': linking,
} as const satisfies Readonly<Record<TagCommand['type'], CommandRights>>
