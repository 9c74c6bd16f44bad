import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ForeignAgent, Said } from '../../agents/foreign-agent.ts'
import { type BoxClient, boxClient, type Heard } from '../../sockets/box-client.ts'
import { type CalledAgentsWorld, calledAgentsWorld } from '../../worlds/called-agents-world.ts'
import { until } from '../../worlds/hub-process-world.ts'

const TIMEOUT = { timeout: 120_000 }
const WITHIN_MS = 60_000

test(
  '[PG2] [PG3] [PG8] a page loads: from the handshake to the health of the agent, in this order; then it is told what the agent prints, and that it is gone',
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
    const isReported = (shown: { id: string; last_device_health_report: number | null }) =>
      shown.id === id && shown.last_device_health_report !== null
    const health = await window.next('beatplayer_status', isReported as never)
    trace.push('the agent’s health is at the page')
    assert.deepEqual(
      [health.agent_base_url, health.reachable, health.mounted, typeof health.registered_at],
      [agent.baseUrl, true, true, 'number'],
    )
    t.diagnostic(trace.map((line, nth) => `${nth + 1}. ${line}`).join('\n'))
    // Each further report is told.
    for (let nth = 0; nth < 2; nth++) await window.next('beatplayer_status', isReported as never)

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

/** Only what is new, and nothing that opens something; with something else to play it begins anew. */
async function tellsWhatIsPrinted({ house, window, agent, id }: Printing): Promise<void> {
  /** Whether somebody waits for it there. */
  const prints = async (call: Said, message: string): Promise<boolean> => {
    const body = JSON.stringify({ success: true, message, data: {} })
    return (await fetch(String(call.body?.callback_url), { method: 'POST', body })).ok
  }
  const play = await agent.called('/play')
  const first = 'Playing: http://hub/media/1?token=secret\nAO: alsa\n'
  assert.ok(await prints(play, first))
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
      const next = agent.calls('/play').slice(1).at(-1)
      if (next) await prints(next, 'Playing another one\n')
      return window.heard.find(isNext)
    },
    WITHIN_MS,
  )
  assert.equal(told.data.data.clear, true)
  assert.ok(clears() > before)
  assert.ok(!JSON.stringify(window.heard).includes('secret'))
}
