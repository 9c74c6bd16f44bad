import { installDoor } from '@baton/hub/doors/install'

/** The routes of a hub whose agent was not built. */
export function installWithoutAgent() {
  return installDoor({ files: null, ownCertificate: () => null })
}
