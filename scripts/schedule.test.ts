import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inLine, measuresTime, nextToBegin, type Planned } from './schedule.ts'

const planned = (file: string, seconds: number, cores: number, isAlone = false): Planned => ({
  file,
  seconds,
  cores,
  isAlone,
})
const names = (files: readonly Planned[]) => files.map(({ file }) => file)

test('the long ones stand first, what measures time last, and equals by their name', () => {
  const line = inLine([
    planned('b', 1, 1),
    planned('long', 60, 1),
    planned('listening', 90, 1, true),
    planned('a', 1, 1),
  ])
  assert.deepEqual(names(line), ['long', 'a', 'b', 'listening'])
})

test('a test measures time if its first line says so', () => {
  assert.equal(measuresTime("// Measures time: runs alone.\nimport 'x'\n"), true)
  assert.equal(measuresTime("import 'x'\n// Measures time: runs alone.\n"), false)
})

test('as many files begin as there are cores, and the machine is never idle', () => {
  const line = inLine(['a', 'b', 'c'].map((file) => planned(file, 9, 1)))
  const running: Planned[] = []
  for (
    let next = nextToBegin(line, running, 2);
    next;
    next = nextToBegin(line.slice(running.length), running, 2)
  )
    running.push(next)
  assert.deepEqual(names(running), ['a', 'b'])
  const huge = planned('huge', 9, 8)
  assert.equal(nextToBegin([huge], [], 2), huge)
})

test('those that mostly wait begin beside those that work, up to a number', () => {
  const sleepers = Array.from({ length: 9 }, (_, nth) => planned(`sleeper-${nth}`, 9, 0.1))
  const works = [planned('a', 9, 1), planned('b', 9, 1)]
  assert.equal(nextToBegin(sleepers, works, 2)?.file, 'sleeper-0')
  assert.equal(nextToBegin(sleepers.slice(4), sleepers.slice(0, 4), 2), undefined)
})

test('one that needs all cores waits for one other to end, not for all; shorter ones go before it meanwhile', () => {
  const [browser, other] = [planned('browser', 90, 2), planned('other', 80, 1)]
  const small = planned('small', 2, 0.5)
  assert.equal(nextToBegin([browser, small], [other, planned('third', 70, 1)], 2), small)
  assert.equal(nextToBegin([browser, small], [other], 2), browser)
})

test('what measures time begins when nothing runs, and nothing begins beside it', () => {
  const alone = planned('listening', 9, 0.2, true)
  const small = planned('small', 1, 0.1)
  assert.equal(nextToBegin([alone], [small], 2), undefined)
  assert.equal(nextToBegin([alone], [], 2), alone)
  assert.equal(nextToBegin([small], [alone], 2), undefined)
})
