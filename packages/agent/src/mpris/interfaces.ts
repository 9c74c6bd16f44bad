export const OBJECT = '/org/mpris/MediaPlayer2'
export const ROOT = 'org.mpris.MediaPlayer2'
export const PLAYER = 'org.mpris.MediaPlayer2.Player'
export const PROPERTIES = 'org.freedesktop.DBus.Properties'

const property = (name: string, type: string, access: 'read' | 'readwrite' = 'read') =>
  `<property name="${name}" type="${type}" access="${access}"/>`
const method = (name: string, ...args: readonly (readonly [string, string])[]) =>
  `<method name="${name}">${args.map(([arg, type]) => `<arg name="${arg}" type="${type}" direction="in"/>`).join('')}</method>`

/** What programs that look around are shown. */
export const INTROSPECTION = [
  '<!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">',
  '<node>',
  `<interface name="${ROOT}">`,
  ...[method('Raise'), method('Quit')],
  ...['CanQuit', 'CanRaise', 'HasTrackList'].map((name) => property(name, 'b')),
  ...[property('Identity', 's'), property('SupportedUriSchemes', 'as'), property('SupportedMimeTypes', 'as')],
  '</interface>',
  `<interface name="${PLAYER}">`,
  ...['Next', 'Previous', 'Pause', 'PlayPause', 'Stop', 'Play'].map((name) => method(name)),
  ...[method('Seek', ['Offset', 'x']), method('SetPosition', ['TrackId', 'o'], ['Position', 'x'])],
  '<signal name="Seeked"><arg name="Position" type="x"/></signal>',
  ...[property('PlaybackStatus', 's'), property('Metadata', 'a{sv}'), property('Position', 'x')],
  ...[property('LoopStatus', 's', 'readwrite'), property('Shuffle', 'b', 'readwrite')],
  ...[property('Volume', 'd', 'readwrite'), property('Rate', 'd', 'readwrite')],
  ...[property('MinimumRate', 'd'), property('MaximumRate', 'd')],
  ...['CanGoNext', 'CanGoPrevious', 'CanPlay', 'CanPause', 'CanSeek', 'CanControl'].map((name) =>
    property(name, 'b'),
  ),
  '</interface>',
  `<interface name="${PROPERTIES}">`,
  '<method name="Get"><arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="v" direction="out"/></method>',
  '<method name="GetAll"><arg type="s" direction="in"/><arg type="a{sv}" direction="out"/></method>',
  '<method name="Set"><arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="v" direction="in"/></method>',
  '<signal name="PropertiesChanged"><arg type="s"/><arg type="a{sv}"/><arg type="as"/></signal>',
  '</interface>',
  '<interface name="org.freedesktop.DBus.Introspectable"><method name="Introspect"><arg type="s" direction="out"/></method></interface>',
  '<interface name="org.freedesktop.DBus.Peer"><method name="Ping"/></interface>',
  '</node>',
].join('\n')
