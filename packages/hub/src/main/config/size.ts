import { UsageError } from './usage-error.ts'

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 }

/** `500M`, `4G`: a number of bytes, under this name; nothing where nothing was said. */
export function size<Name extends string>(
  flag: string,
  name: Name,
  text: string | undefined,
): { readonly [N in Name]?: number } {
  if (text === undefined) return {}
  const [, digits = '', unit = ''] = /^(\d{1,9})([KMGT]?)$/i.exec(text) ?? []
  const bytes = Number(digits) * (UNITS[unit.toUpperCase()] ?? 0)
  if (!(bytes > 0)) throw new UsageError(`--${flag} takes a size such as 500M or 4G, not "${text}".`)
  return { [name]: bytes } as { readonly [N in Name]?: number }
}
