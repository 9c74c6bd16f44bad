/** One thing after the other: what is asked for while something runs is done behind it, and settling only once. */
export function turnTaker(settle: () => Promise<unknown>, onFailure: (error: unknown) => void) {
  let running: Promise<void> = Promise.resolve()
  let isAsked = false
  const then = (work: () => Promise<unknown>) => {
    running = running.then(async () => void (await work())).catch(onFailure)
  }
  return {
    poke() {
      if (isAsked) return
      isAsked = true
      then(async () => {
        isAsked = false
        await settle()
      })
    },
    then,
    over: () => running,
  }
}
