/** What whoever runs the hub says about the network around it. */
export interface HttpConfig {
  /** Names that the hub answers to beside `localhost`, addresses and `*.local`. */
  readonly hostNames?: readonly string[]
  /** The address that is told to others as the hub's own, without a slash at its end; missing: that by which the hub was asked. */
  readonly publicUrl?: string | undefined
  /** Origins of other pages that may use a visitor's cookie, such as `https://music.example.org`. */
  readonly origins?: readonly string[]
  /** Proxies whose `X-Forwarded-*` are believed: addresses or networks. None by default. */
  readonly trustedProxies?: readonly string[]
  /** The hub speaks TLS with this certificate, in PEM; missing: it speaks plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined
  /** The built web app; null: none is served. */
  readonly webRoot?: string | null
  /** The built page of a display; null: none is served. */
  readonly displayRoot?: string | null
}
