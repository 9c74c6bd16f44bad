export function ensure(root: string, say?: (line: string) => void): void
export function isInstalled(root: string): boolean
export function fingerprint(root: string, name: 'web' | 'agent'): string
export function nodeFor(root: string): string | undefined
export class NotReady extends Error {}
