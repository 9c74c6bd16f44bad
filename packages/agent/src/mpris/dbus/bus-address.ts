import { join } from 'node:path'

/** Sockets of the session's bus, in the order in which to try them. Empty: there is no such bus. */
export function busSockets(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const { DBUS_SESSION_BUS_ADDRESS: said, XDG_RUNTIME_DIR: runtime } = env
  if (said) return said.split(';').flatMap(socketIn)
  return runtime ? [join(runtime, 'bus')] : []
}

/** Of `unix:path=/run/user/1000/bus,guid=…` the path; one of the abstract names of Linux begins with a zero. */
function socketIn(address: string): readonly string[] {
  const [, rest] = /^unix:(.*)$/s.exec(address) ?? []
  const said = (key: string) =>
    rest
      ?.split(',')
      .find((part) => part.startsWith(`${key}=`))
      ?.slice(key.length + 1)
  const [path, abstract] = [said('path'), said('abstract')]
  if (path) return [unescaped(path)]
  return abstract ? [`\0${unescaped(abstract)}`] : []
}

function unescaped(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
