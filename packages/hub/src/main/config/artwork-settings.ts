import { size } from './size.ts'

export interface ArtworkConfig {
  /** Room for the pictures of one person; missing: `ARTWORK_QUOTA_BYTES`. */
  readonly artworkQuotaBytes?: number
}

/** Some ten thousand pictures of pixel art. */
export const ARTWORK_QUOTA_BYTES = 256 * 1024 * 1024

export const ARTWORK_SETTINGS = [
  {
    flag: 'artwork-quota',
    env: 'BATON_ARTWORK_QUOTA',
    value: 'SIZE',
    help: 'room for the artwork of each person, such as 1G (default: 256M)',
  },
] as const

export function artworkConfig(given: (flag: string) => string | undefined): ArtworkConfig {
  return size('artwork-quota', 'artworkQuotaBytes', given('artwork-quota'))
}
