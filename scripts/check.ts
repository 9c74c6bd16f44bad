// `npm run check`: all checks, without the tests.
import { dirname } from 'node:path'
import { runChecks } from './checks.ts'
import { tellCheck } from './tell.ts'

const outcomes = await runChecks(dirname(import.meta.dirname), tellCheck)
const failed = outcomes.filter(({ problems }) => problems.length > 0).length
console.log(`${outcomes.length - failed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
