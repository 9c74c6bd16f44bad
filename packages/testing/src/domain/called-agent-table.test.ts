import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { isWanted } from '@baton/hub/jobs/agents'
import { after, by, choose, pause, play, setDevice } from './commands.ts'
import { given, observed } from './given.ts'
import { asCalledAgent, attempt, deviceId, deviceNamed, type Household } from './household.ts'
import { queueOfThree } from './situations.ts'

const PAGE = new URL('../../../../docs/protocol/devices.md', import.meta.url)

/** What is so of an agent that the hub calls, and of its house. */
interface Circumstances {
  readonly reachable: boolean
  readonly mounted: boolean
  readonly enabled: boolean
  readonly present: boolean
  readonly playing: boolean
}

/** What follows from it, in the words of the page. */
type Consequences = readonly [health: string, loop: string, choosing: string, music: string]

test('[CB47] the table of called agents says of all 32 cases what is so', () => {
  const rows = tableRows()
  assert.deepEqual(
    rows.map((row) => row.slice(0, 5).join(' ')),
    everyCase().map((one) => Object.values(one).map(word).join(' ')),
  )
  for (const [i, one] of everyCase().entries()) {
    assert.deepEqual(rows[i]?.slice(5), consequencesOf(one), `${rows[i]?.slice(0, 5)}`)
  }
})

function everyCase(): readonly Circumstances[] {
  const both = [true, false]
  return both.flatMap((reachable) =>
    both.flatMap((mounted) =>
      both.flatMap((enabled) =>
        both.flatMap((present) => both.map((playing) => ({ reachable, mounted, enabled, present, playing }))),
      ),
    ),
  )
}

/** The kitchen is a called agent that is well, and plays or not; then the rest becomes so, and is looked at. */
function consequencesOf({ reachable, mounted, enabled, present, playing }: Circumstances): Consequences {
  const well = asCalledAgent(queueOfThree().household, 'kitchen')
  const begun = given(well, by('kitchen', play()), after(10_000)).household
  const before = playing ? begun : given(begun, pause()).household
  const shown = attempt(before, {
    type: 'device.note-agent',
    deviceId: deviceId('kitchen'),
    reachable,
    mounted,
  })
  const now = given(shown.household, setDevice('kitchen', { enabled })).household
  const isPlaying = observed(now).playState === 'playing'
  const loop = isWanted({ isEnabled: enabled, isPresent: present, isPlaying })
  return [
    deviceNamed(now, 'kitchen').view.health,
    loop ? 'watched' : 'left alone',
    whetherChosen(now),
    !playing ? 'stays silent' : isPlaying ? 'plays on' : 'pauses, another is offered',
  ]
}

/** From another device that is chosen already, so that the answer is about the kitchen. */
function whetherChosen(household: Household): string {
  const elsewhere = given(household, pause(), choose('study', true)).household
  const command = { type: 'session.choose-speaker', deviceId: deviceId('kitchen') } as const
  const chosen = attempt(elsewhere, { ...command, sessionId: elsewhere.session.view.sessionId })
  return 'rejected' in chosen ? `\`${chosen.rejected.code}\`` : 'yes'
}

const word = (is: boolean) => (is ? 'yes' : 'no')

/** The cells of the table under the rule, row by row. */
function tableRows(): readonly (readonly string[])[] {
  const [, behind = ''] = readFileSync(PAGE, 'utf8').split('| reachable | mounted |')
  const lines = behind.split('\n').slice(2)
  const end = lines.findIndex((line) => !line.startsWith('|'))
  return lines.slice(0, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}
