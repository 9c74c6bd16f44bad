// What the measuring process and its load generators say to each other: one task, one outcome, in turn.

interface Reply {
  readonly outcome?: unknown
  readonly failure?: string
}

/** The generator's side: it ends with the process that asked for it. */
export function answering<Task, Outcome>(carryOut: (task: Task) => Promise<Outcome>): void {
  process.on('message', (task: Task) => {
    carryOut(task).then(
      (outcome) => reply({ outcome }),
      (error: unknown) => reply({ failure: String(error) }),
    )
  })
  process.on('disconnect', () => process.exit(0))
}

function reply(message: Reply): void {
  process.send?.(message)
}

export function outcomeOf(message: unknown): unknown {
  const { outcome, failure } = message as Reply
  if (failure !== undefined) throw new Error(`The load generator failed: ${failure}`)
  return outcome
}
