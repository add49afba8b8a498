// Who may ask the development identity provider for tokens. Everybody knows these secrets: it listens on 127.0.0.1 only.
import type { ClientMetadata } from 'oidc-provider';
import type { StaffRole } from '../../domain/request.js';

/** The public client of people: authorization code with PKCE, back to `/callback` on any port of this machine (RFC 8252, 7.3). */
export const demoClient = { clientId: 'rekey-demo', redirectPath: '/callback' } as const;

/** Rekey's own pages, where staff sign in. */
export const staffClient = { clientId: 'rekey-pages', clientSecret: 'rekey-pages-secret' } as const;

/** The API's name as a resource (RFC 8707 wants a URI); tokens are for it unless another is asked for, and there is none. */
export const resourceOf = (audience: string): string => `urn:rekey:${audience}`;

/** A service, which signs in by client credentials. */
export interface DemoService {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly roles: readonly StaffRole[];
}
/** One that may reset for others, and may bring the new value. */
export const demoService: DemoService = {
  clientId: 'demo-service',
  clientSecret: 'demo-service-secret',
  roles: ['rekey-service', 'sets-values'],
};
const services: readonly DemoService[] = [demoService];

const rolesOfGroups: ReadonlyMap<string, StaffRole> = new Map([
  ['rekey-admins', 'rekey-admin'],
  ['rekey-helpdesk', 'rekey-helpdesk'],
]);

/** People have the roles of their groups, and everybody may be asked to decide for a colleague. */
export const rolesOfPerson = (groups: readonly string[]): StaffRole[] => [
  ...groups.flatMap((group) => rolesOfGroups.get(group) ?? []),
  'rekey-approver',
];

/** The roles of a service; none for a client of people. */
export const rolesOfService = (clientId: string | undefined): readonly StaffRole[] =>
  services.find((service) => service.clientId === clientId)?.roles ?? [];

/** The clients as oidc-provider wants them. `publicUrl`: where Rekey's pages are. */
export const clientsFor = (publicUrl: string): ClientMetadata[] => [
  {
    client_id: staffClient.clientId,
    client_secret: staffClient.clientSecret,
    grant_types: ['authorization_code'],
    response_types: ['code'],
    redirect_uris: [new URL('/staff/sign-in/callback', publicUrl).href],
    post_logout_redirect_uris: [new URL('/staff/signed-out', publicUrl).href],
  },
  {
    client_id: demoClient.clientId,
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code'],
    response_types: ['code'],
    redirect_uris: [`http://127.0.0.1${demoClient.redirectPath}`],
  },
  ...services.map((service): ClientMetadata => ({
    client_id: service.clientId,
    client_secret: service.clientSecret,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  })),
];
