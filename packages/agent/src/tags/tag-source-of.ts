import type { Clock } from '@baton/client'
import type { Log } from '../log/log.ts'
import { keyboardReader } from './evdev/keyboard-reader.ts'
import { lineReader } from './line-reader.ts'
import { pcscReader } from './pcsc/pcsc-reader.ts'
import type { TagSource } from './tag-source.ts'

const KEYBOARD = /^evdev:(.+)$/

/** What `--tag-reader` names: `pcsc`, `evdev:` and a keyboard, or the path of a device or pipe with a tag on each line. */
export function tagSourceOf(setting: string, parts: { readonly clock: Clock; readonly log: Log }): TagSource {
  if (setting === 'pcsc') return pcscReader(parts)
  const [, which] = KEYBOARD.exec(setting) ?? []
  return which === undefined ? lineReader({ path: setting, ...parts }) : keyboardReader({ which, ...parts })
}

/** For the settings: whether it names a kind of reader that there is. */
export function isTagSource(setting: string): boolean {
  return setting === 'pcsc' || setting.includes('/') || KEYBOARD.test(setting)
}
