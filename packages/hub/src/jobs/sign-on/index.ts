export { type OidcSettings, openIdConnect } from './openid-connect.ts'
