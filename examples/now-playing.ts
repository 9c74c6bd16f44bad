// What plays, one line for each change, until it is stopped: node examples/now-playing.ts URL KEY
import { connect, type FollowedState, follow } from '@baton/client'

const [baseUrl, key] = process.argv.slice(2)
if (baseUrl === undefined || key === undefined) {
  console.error('Usage: node examples/now-playing.ts URL KEY')
  process.exit(2)
}

const hub = connect({ baseUrl, token: () => key })
await using following = follow({ hub, rooms: ['session'] })

let last = ''
following.state.subscribe((state) => {
  const line = lineOf(state)
  if (line !== last) console.log(line)
  last = line
})
await Promise.race(
  ['SIGINT', 'SIGTERM'].map((signal) => new Promise((resolve) => process.once(signal, resolve))),
)

/** While the hub is away the state is the last that was known: it goes on behind that, and misses nothing. */
function lineOf({ connection, failure, session }: FollowedState): string {
  if (failure !== null) return `The hub refuses: ${failure.code}`
  if (connection === 'connecting') return 'Connecting'
  if (connection === 'away') return 'The hub is away'
  if (!session?.current) return 'Nothing in the queue'
  const { title, artist } = session.current
  return `${session.playState}: ${artist === null ? title : `${artist} - ${title}`}`
}
