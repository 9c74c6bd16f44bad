import { bellContract } from '@baton/testing/contracts/bell'
import { memoryBell } from './index.ts'

bellContract({
  name: 'in memory',
  async open() {
    const bell = memoryBell()
    return { bells: [bell], [Symbol.asyncDispose]: () => bell.close() }
  },
})
