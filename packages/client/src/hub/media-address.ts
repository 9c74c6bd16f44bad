/** The hub gives addresses below itself; a sound engine elsewhere needs them whole. */
export interface Addresses {
  readonly fileUrl?: string | null
  readonly nextFileUrl?: string | null
}

export function wholeAddresses<T extends Addresses>(baseUrl: string, document: T): T {
  const { fileUrl, nextFileUrl } = document
  return {
    ...document,
    ...(typeof fileUrl === 'string' && { fileUrl: whole(baseUrl, fileUrl) }),
    ...(typeof nextFileUrl === 'string' && { nextFileUrl: whole(baseUrl, nextFileUrl) }),
  }
}

function whole(baseUrl: string, url: string): string {
  return url.startsWith('/') && !url.startsWith('//') ? `${baseUrl}${url}` : url
}
