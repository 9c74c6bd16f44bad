import type { FastifyRequest } from 'fastify'

const BROWSERS = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
] as const
const SYSTEMS = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
] as const
const MAX_LENGTH = 40

/** What a person would call the program that asks: "Firefox on Linux". Only to be shown; anybody can claim anything. */
export function clientName({ headers }: FastifyRequest): string | null {
  const agent = headers['user-agent'] ?? ''
  const browser = BROWSERS.find(([pattern]) => pattern.test(agent))?.[1]
  const system = SYSTEMS.find(([pattern]) => pattern.test(agent))?.[1]
  if (browser) return system ? `${browser} on ${system}` : browser
  return /^[\w. -]+/.exec(agent)?.[0].trim().slice(0, MAX_LENGTH) || null
}
