// Before `npm run bench`: the programs that figures stand beside. A figure whose reference is missing says so in its rows.
import { installMissing, referencePrograms, remedy } from './components.ts'

const lacking = installMissing(referencePrograms, (line) => console.error(line))
if (lacking.length > 0) {
  const names = lacking.map(({ name }) => name).join(', ')
  console.error(`Without a reference where it would be ${names}. ${remedy(lacking)}`)
}
