import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type Program, programOf } from '../machine/program.ts'
import { outcomeOf } from './messages.ts'

/** A process of its own that makes load. Hub and reference get the same program. */
export interface Generator<Task, Outcome> extends Program {
  ask(task: Task): Promise<Outcome>
}

export function startGenerator<Task extends object, Outcome>(
  script: 'requests' | 'followers' | 'views' | 'ticks' | 'agents',
): Generator<Task, Outcome> {
  const child = fork(fileURLToPath(new URL(`./${script}.ts`, import.meta.url)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit').then(() => {
    throw new Error('The load generator ended.')
  })
  ended.catch(() => {})
  return {
    ...programOf(child),
    async ask(task) {
      const heard = once(child, 'message')
      child.send(task)
      const [message] = await Promise.race([heard, ended])
      return outcomeOf(message) as Outcome
    },
  }
}
