import { templateOf } from '../endpoint.ts'
import { installEndpoints } from './endpoints.ts'

/**
 * The line that makes a machine a loudspeaker, or a box, of the hub at `hub` (an origin). Where the hub is reached in the open the
 * line checks the script by its hash before it runs, and the script checks the agent.
 */
export function installLine(
  hub: string,
  installerSha256: string,
  kind: 'loudspeaker' | 'box' = 'loudspeaker',
): string {
  const script = hub + templateOf(installEndpoints.script)
  const options = kind === 'box' ? `--hub ${hub} --box` : `--hub ${hub}`
  if (hub.startsWith('https:')) return `curl -fsS ${script} | sh -s -- ${options}`
  return [
    'f=$(mktemp)',
    `curl -fsS ${script} -o $f`,
    `echo "${installerSha256}  $f" | sha256sum -c`,
    `sh $f ${options}`,
  ].join(' && ')
}
