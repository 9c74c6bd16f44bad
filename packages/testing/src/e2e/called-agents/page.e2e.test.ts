import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ForeignAgent, Said } from '../../agents/foreign-agent.ts'
import { type BoxClient, boxClient, type Heard } from '../../sockets/box-client.ts'
import { type CalledAgentsWorld, calledAgentsWorld } from '../../worlds/called-agents-world.ts'
import { until } from '../../worlds/hub-process-world.ts'

const TIMEOUT = { timeout: 120_000 }
const WITHIN_MS = 60_000

test(
  '[PG2] [PG3] [PG8] [PG13] [CB51] a page loads: from the handshake to the health of the agent, in this order; then it is told what the agent prints, and that it is gone',
  TIMEOUT,
  async (t) => {
    await using house = await calledAgentsWorld({ times: { attempts: 1 } })
    const { ada } = house
    // It does not answer, and is left alone: nobody but the window makes it be tried again.
    await using agent = await house.foreignAgent()
    agent.tell({ broken: true })
    const id = await house.add(agent)
    await house.health(id, 'down')
    agent.tell({ broken: false })

    const trace: string[] = []
    await using window = boxClient(house.hub.baseUrl, { token: ada.token })
    const { connectionId: connection_id } = await window.next('connect_response')
    trace.push('the page loads, and its socket is told connect_response')
    const said = async (path: string, body: object) => {
      const { status } = await ada.post(path, { connection_id, ...body })
      assert.equal(status, 200, path)
      trace.push(path)
    }
    await said('/register_client', { user_agent: 'a browser' })
    await said('/device_select', { device_id: id })
    await said('/log_client_presence', {})
    await agent.called('/register_client')
    trace.push('the hub registers at the agent')
    // A report may come before the agent has said all that it is asked when the hub registers.
    const isReported = (shown: {
      readonly id: string
      readonly registered_at: number | null
      readonly last_device_health_report: number | null
    }) => shown.id === id && shown.registered_at !== null && shown.last_device_health_report !== null
    const health = await window.next('beatplayer_status', isReported as never)
    trace.push('the agent’s health is at the page')
    assert.deepEqual(
      [health.agent_base_url, health.reachable, health.mounted, typeof health.registered_at],
      [agent.baseUrl, true, true, 'number'],
    )
    t.diagnostic(trace.map((line, nth) => `${nth + 1}. ${line}`).join('\n'))
    // Each further report is told.
    for (let nth = 0; nth < 2; nth++) await window.next('beatplayer_status', isReported as never)

    await triesIt({ house, window, agent, id })
    await house.playOn(id)
    await tellsWhatIsPrinted({ house, window, agent, id })
    await agent.end()
    const isGone = (shown: { id: string; reachable: boolean }) => shown.id === id && !shown.reachable
    assert.equal((await window.next('beatplayer_status', isGone as never)).status, 'down')
  },
)

interface Printing {
  readonly house: CalledAgentsWorld
  readonly window: BoxClient
  readonly agent: ForeignAgent
  readonly id: string
}

/** A tone: it can be fetched, its end is answered, and the window is told what came of it. */
async function triesIt({ house, window, agent, id }: Printing): Promise<void> {
  const answer = house.ada.post(`/devices/${id}/test-tone`)
  const { body = {} } = await agent.called('/play')
  const tone = await fetch(String(body.url))
  assert.deepEqual([tone.headers.get('content-type'), (await tone.text()).slice(0, 4)], ['audio/wav', 'RIFF'])
  await until('the agent plays it', async () => agent.said.some(({ posted }) => posted === 'play'), WITHIN_MS)
  agent.tell({ end: 0 })
  assert.deepEqual((await answer).json, { outcome: 'played', reason: null })
  const isTone = ({ function_name: name }: { function_name: string }) => name === 'test_tone'
  const told = await window.next('device_output', isTone as never)
  assert.deepEqual([told.device_id, told.complete, told.out], [id, true, 'played'])
  // What plays for somebody is not tried.
  assert.equal((await house.session()).play_state, 'stopped')
}

/** Only what is new, and nothing that opens something; with something else to play it begins anew. */
async function tellsWhatIsPrinted({ house, window, agent, id }: Printing): Promise<void> {
  /** Whether somebody waits for it there. */
  const prints = async (call: Said, message: string): Promise<boolean> => {
    const body = JSON.stringify({ success: true, message, data: {} })
    return (await fetch(String(call.body?.callback_url), { method: 'POST', body })).ok
  }
  const first = 'Playing: http://hub/media/1?token=secret\nAO: alsa\n'
  // Behind the tone. A machine that is busy may have been told more than once.
  const play = await until(
    'what it prints is taken',
    async () => {
      const latest = agent.calls('/play').slice(1).at(-1)
      return latest && (await prints(latest, first)) && latest
    },
    WITHIN_MS,
  )
  const isNew = ({ message }: { message: string }) => message.includes('AO: alsa')
  const begun = await window.next('append_player_output', isNew as never)
  assert.deepEqual([begun.device_id, begun.message], [id, 'Playing: http://hub/media/1?…\nAO: alsa\n'])
  assert.ok(await prints(play, `${first}A: 00:00:03\n`))
  const isMore = ({ message }: { message: string }) => message.includes('00:00:03')
  const more = await window.next('append_player_output', isMore as never)
  assert.deepEqual([more.message, more.data.clear], ['A: 00:00:03\n', false])
  const clears = () => window.heard.filter(({ event }) => event === 'clear_player_output').length
  const before = clears()
  await house.command('next')
  const isNext = ({ event, data }: Heard) =>
    event === 'append_player_output' && data.message.includes('another')
  const told = await until(
    'the output of the next one is told',
    async () => {
      const next = agent.calls('/play').slice(2).at(-1)
      if (next) await prints(next, 'Playing another one\n')
      return window.heard.find(isNext)
    },
    WITHIN_MS,
  )
  assert.equal(told.data.data.clear, true)
  assert.ok(clears() > before)
  assert.ok(!JSON.stringify(window.heard).includes('secret'))
}
