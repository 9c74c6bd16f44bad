/** The bearer token of such a header, empty where it names none. Null: the header is missing, or of another kind. */
export function bearerIn(authorization: string | undefined): string | null {
  const [scheme = '', token = ''] = authorization?.split(' ', 2) ?? []
  return scheme.toLowerCase() === 'bearer' ? token : null
}
