import type { SignIn } from '@baton/client'
import { strings } from '../strings/strings.ts'

/** What somebody would call a sign-in: its own name, its device, or what sort it is. */
export function signInTitle({ kind, name, deviceName }: SignIn): string {
  const isKey = kind === 'key' || kind === 'app-password'
  return (isKey ? name : (deviceName ?? name)) ?? strings.signIns.kinds[kind]
}

/** The hub tells how far away a place is, and a mark that tells two such places apart. */
export function placeText(network: string): string {
  const [distance = ''] = network.split(' ')
  return distance in strings.places
    ? strings.places[distance as keyof typeof strings.places]
    : strings.places.unknown
}

export function placeMark(network: string): string {
  return network.split(' ')[1] ?? ''
}
