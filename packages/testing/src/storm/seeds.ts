/** Seeds that once found something, by what they found. They are run for ever. */
export const KEPT_SEEDS: Readonly<Record<string, number>> = {
  'a speaker sounds on while the hub is down': 31,
  'events are pruned before the hub has read them to its followers': 1174,
  'a stream breaks between resync and snapshot': 1110,
  'the new speaker is heard with an entry that playback has left': 229,
  'a device acts on what is only replayed': 1367,
  'a device whose link is back is judged before it can know better': 618_114_455,
  'a stream breaks between two snapshots': 700_001_209,
  'a speaker out of reach sounds on while another takes over': 700_004_079,
  'a speaker out of reach sounds on after a pause, and another plays': 236,
  'the music comes back to a speaker that does not know that it had left': 254,
  'the clock is set while the hub is down, and a speaker out of reach sounds on': 910_001_842,
}
