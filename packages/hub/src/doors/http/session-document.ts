// A session as the REST and SSE doors write it: every field of the view, and the flat fields that plain programs read.
import {
  type DeviceView,
  FULL_VOLUME,
  mediaEndpoints,
  pathTo,
  positionAt,
  type SessionView,
  type TrackId,
  toRest,
} from '@baton/protocol'
import type { FollowerTickets, SessionReading } from '#engine'

type Document = Record<string, unknown>

/** `position_ms` holds at `server_time`. The addresses are there only for the device that may fetch them. */
export function sessionDocument(reading: SessionReading, tickets: FollowerTickets): Document {
  const { session, epoch, seq, now } = reading
  const { current, timeline, activeDeviceId } = session
  const { volume, muted } = (activeDeviceId && session.volumes[activeDeviceId]) || FULL_VOLUME
  return toRest({
    ...session,
    seq,
    epoch,
    trackId: current?.trackId ?? null,
    track: current && trackOf(current),
    entryId: current?.entryId ?? null,
    positionMs: positionAt(timeline, now, current?.durationMs ?? null),
    volume,
    muted,
    serverTime: now,
    ...urlsOf(session, tickets),
  }) as Document
}

/** Which addresses a device may fetch now; missing where it may not. */
export function urlsOf(
  session: SessionView,
  tickets: FollowerTickets,
): { readonly fileUrl?: string; readonly nextFileUrl?: string } {
  const { current, next } = session
  return {
    ...(current && tickets.current && { fileUrl: mediaUrl(current.trackId, tickets.current) }),
    ...(next && tickets.next && { nextFileUrl: mediaUrl(next.trackId, tickets.next) }),
  }
}

export function mediaUrl(trackId: TrackId, ticket: string): string {
  return pathTo(mediaEndpoints.track, { track_id: trackId }, { token: ticket })
}

/** `active` is missing where the session is not at hand (`undefined`). */
export function deviceDocument(device: DeviceView, activeDeviceId: string | null | undefined): Document {
  return {
    ...(toRest(device) as Document),
    device_name: device.name,
    device_platform: device.platform,
    ...(activeDeviceId !== undefined && { active: device.deviceId === activeDeviceId }),
  }
}

function trackOf({ entryId: _, status: __, ...track }: NonNullable<SessionView['current']>) {
  return track
}
