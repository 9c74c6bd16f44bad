import assert from 'node:assert/strict'
import { homedir } from 'node:os'
import { test } from 'node:test'
import { AgentProblem } from '../problem.ts'
import { helpText, readSettings } from './settings.ts'

test('[AG20] settings come from flags and the environment, and a flag wins', () => {
  const env = {
    BATON_HUB: 'http://old:4040',
    BATON_NAME: 'Kitchen',
    BATON_REPLAYGAIN: 'track',
    BATON_LOG: '',
  }
  assert.deepEqual(
    readSettings(['--hub', 'https://hub.local/baton/', '--state', '/srv/agent', '--pair'], env),
    {
      hub: 'https://hub.local/baton',
      name: 'Kitchen',
      stateFolder: '/srv/agent',
      mpv: 'mpv',
      audioDevice: null,
      replayGain: 'track',
      tagReader: null,
      isBox: false,
      buttonsPort: null,
      keepBytes: 2_000_000_000,
      log: { level: 'info', channels: {} },
      pairAnew: true,
      untilStdinEnds: false,
      listen: null,
      callers: [],
      musicFolder: null,
    },
  )
})

test('[AG20] where it listens is a port, at every address or at one', () => {
  const listening = (...args: readonly string[]) => readSettings(['--listen', ...args], {})
  assert.deepEqual(listening('9000')?.listen, { host: null, port: 9_000 })
  assert.deepEqual(listening('127.0.0.1:0')?.listen, { host: '127.0.0.1', port: 0 })
  assert.deepEqual(listening('[fd00::1]:9000')?.listen, { host: 'fd00::1', port: 9_000 })
  const settings = listening('9000', '--callers', '10.0.0.0/8, fd00::1', '--music', '/srv/music')
  assert.deepEqual(settings?.callers, ['10.0.0.0/8', 'fd00::1'])
  assert.equal(settings?.musicFolder, '/srv/music')
})

test('[AG50] which tag reader it has is a card reader, a keyboard, or a device or pipe', () => {
  for (const which of ['pcsc', 'evdev:Sycreader', 'evdev:/dev/input/event3', '/dev/ttyUSB0', './pipe'])
    assert.equal(readSettings(['--tag-reader', which], {})?.tagReader, which)
})

test('[AG20] [BX5] a box has buttons at a port and room for music, in megabytes', () => {
  const box = readSettings(['--box', '--buttons', '4050', '--keep', '5'], {})
  assert.deepEqual([box?.isBox, box?.buttonsPort, box?.keepBytes], [true, 4_050, 5_000_000])
  assert.equal(readSettings([], { BATON_BOX: '1' })?.isBox, true)
})

test('[AG20] without any it is called like the machine, and keeps its own in the home folder', () => {
  const settings = readSettings([], {})
  assert.equal(settings?.hub, null)
  assert.ok(settings?.name)
  assert.equal(settings?.stateFolder, `${homedir()}/.baton-agent`)
})

test('[AG20] what is wrong is told with its code, and ends with 2', () => {
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [['--volume', '3'], 'agent.unknown-option'],
    [['kitchen'], 'agent.unknown-option'],
    [['--hub'], 'agent.unknown-option'],
    [['--hub', 'hub.local:4040'], 'agent.bad-value'],
    [['--hub', 'ftp://hub.local'], 'agent.bad-value'],
    [['--hub', 'http://hub.local/music#here'], 'agent.bad-value'],
    [['--hub', 'http://ada:secret@hub.local'], 'agent.bad-value'],
    [['--hub', 'http://hub.local/?token=1'], 'agent.bad-value'],
    [['--name', ' '], 'agent.bad-value'],
    [['--name', 'x'.repeat(61)], 'agent.bad-value'],
    [['--name', 'one\u0007two'], 'agent.bad-value'],
    [['--replaygain', 'loud'], 'agent.bad-value'],
    [['--log', 'all'], 'agent.bad-value'],
    [['--listen', 'kitchen:9000'], 'agent.bad-value'],
    [['--listen', '70000'], 'agent.bad-value'],
    [['--listen', '9000', '--callers', 'hub.local'], 'agent.bad-value'],
    [['--listen', '9000', '--callers', '10.0.0.0/40'], 'agent.bad-value'],
    [['--callers', '10.0.0.1'], 'agent.bad-value'],
    [['--music', '/srv/music'], 'agent.bad-value'],
    [['--listen', '9000', '--tag-reader', '/dev/ttyUSB0'], 'agent.bad-value'],
    [['--tag-reader', 'nfc'], 'agent.bad-value'],
    [['--buttons', '4050'], 'agent.bad-value'],
    [['--keep', '5'], 'agent.bad-value'],
    [['--box', '--listen', '9000'], 'agent.bad-value'],
    [['--box', '--buttons', '0'], 'agent.bad-value'],
    [['--box', '--buttons', '65536'], 'agent.bad-value'],
    [['--box', '--keep', '1.5'], 'agent.bad-value'],
    [['--tag-reader', 'evdev:'], 'agent.bad-value'],
    [['--mpv', 'x'.repeat(2_001)], 'agent.bad-value'],
  ]
  for (const [args, code] of wrong) {
    assert.throws(
      () => readSettings(args, {}),
      (problem) => problem instanceof AgentProblem && problem.code === code && problem.exitCode === 2,
      args.join(' ').slice(0, 80),
    )
  }
})

test('[AG20] help names every flag with its variable', () => {
  assert.equal(readSettings(['--help'], {}), null)
  for (const word of ['--hub', 'BATON_HUB', '--audio-device', 'BATON_AGENT_STATE', '--pair']) {
    assert.ok(helpText().includes(word), word)
  }
})
