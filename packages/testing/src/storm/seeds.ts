/** Seeds that once found something, by what they found. They are run for ever. */
export const KEPT_SEEDS: Readonly<Record<string, number>> = {
  'a speaker sounds on while the hub is down': 31,
}
