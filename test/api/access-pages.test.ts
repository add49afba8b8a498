// Every page and form × everybody who may open it: whom it shows something, whom it sends away and whom it refuses. A page that does not stand in the table fails.
import { beforeAll, describe, expect, it } from '@jest/globals';
import { routes } from '../../api/routes/index.js';
import { isPerson, loginOf, people, personOf, waitingResets, type Waiting } from './access-support.js';
import { Browser, origin } from './pages-support.js';
import { pagesFor, provider, signInAs } from './sign-in-support.js';

const logins = Object.fromEntries(people.map((name) => [loginOf(name), personOf(name)]));

/** `in`: it is shown, or the operation behind it is asked; else a redirect to a path of this beginning, or 403. */
type Outcome = 'in' | 'refused' | `to ${string}`;
const holder = 'the holder of the reset';
const otherHolder = 'the holder of another reset, with a form of this one';
const nobody = 'nobody known';
const visitors = [nobody, holder, otherHolder, ...people] as const;
type Visitor = (typeof visitors)[number];
const asked = 'who was asked to decide';

interface Row {
  /** For whoever is not named. */
  is: Outcome;
  but?: Partial<Record<Visitor, Outcome>>;
  /** The same for everybody who is signed in and not named. */
  people?: Outcome;
}
const anyone: Row = { is: 'in' };
/** Forms of the reset that a browser holds. */
const ofHolder: Row = { is: 'refused', but: { [holder]: 'in', [otherHolder]: 'to /reset' } };
const toReset: Row = { is: 'to /reset' };
const toProvider = `to ${provider}` as const;

/** The helpdesk's. Nobody here asked for the reset as an agent: what would show the value is refused to all. */
const ofAgents = (is: Outcome): Row => ({
  is: 'to /staff/sign-in',
  people: 'refused',
  but: { 'a person with the role rekey-helpdesk': is },
});
const toStaff: Row = { is: 'to /staff' };

const table: Readonly<Record<string, Row>> = {
  'GET /': anyone,
  'GET /link': anyone,
  'GET /reset': { is: 'to /', but: { [holder]: 'in', [otherHolder]: 'in' } },
  'POST /reset': toReset,
  'POST /link': anyone,
  'POST /reset/steps/:stepId/challenge': ofHolder,
  'POST /reset/steps/:stepId/answer': ofHolder,
  'POST /reset/execute': ofHolder,
  'POST /reset/collect': ofHolder,
  'POST /reset/cancel': ofHolder,
  'GET /reset/steps/:stepId/challenge': toReset,
  'GET /reset/steps/:stepId/answer': toReset,
  'GET /reset/execute': toReset,
  'GET /reset/collect': toReset,
  'GET /reset/cancel': toReset,
  'GET /staff/sign-in': { is: toProvider, people: 'to /staff' },
  'GET /staff/sign-in/callback': { is: 'to /staff/sign-in/problem' },
  'GET /staff/sign-in/problem': anyone,
  'GET /staff/signed-out': anyone,
  'GET /staff': { is: 'to /staff/sign-in', people: 'in' },
  'GET /staff/sign-out': toStaff,
  'POST /staff/sign-out': { is: 'to /staff/signed-out' },
  'GET /decide/:id/:stepId': { is: 'to /staff/sign-in', people: 'refused', but: { [asked]: 'in' } },
  'GET /help': ofAgents('in'),
  'GET /help/:id': ofAgents('in'),
  'POST /help': ofAgents('to /help/'),
  'POST /help/:id/execute': ofAgents('refused'),
  'POST /help/:id/collect': ofAgents('refused'),
  'POST /help/:id/cancel': ofAgents('in'),
  'GET /help/:id/execute': toStaff,
  'GET /help/:id/collect': toStaff,
  'GET /help/:id/cancel': toStaff,
  'POST /decide/:id/:stepId': { is: 'to /staff/sign-in', people: 'refused', but: { [asked]: 'to /decide' } },
};
const expected = ({ is, but, people: signedIn = is }: Row, visitor: Visitor): Outcome =>
  but?.[visitor] ?? (isPerson(visitor) ? signedIn : is);

/** What express keeps of a route, or of a router within. */
interface Layer {
  route?: { path: string | RegExp; methods: Record<string, boolean> };
  handle: { stack?: Layer[] };
}
const mounted = (stack: readonly Layer[]): string[] =>
  stack.flatMap(({ route, handle }) =>
    route
      ? Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${String(route.path)}`)
      : mounted(handle.stack ?? []),
  );
/** What the app serves besides the API's routes and documents, style sheets, and the page of what is not there. */
function pagesOf({ on }: Waiting): string[] {
  const paths = new Set(routes({}).map(({ guard }) => guard.path.replace(/\{(\w+)\}/g, ':$1')));
  const elsewhere = ['/openapi.json', '/docs', '/{*any}', ...paths];
  const { stack } = on.app.router as unknown as { stack: Layer[] };
  return [...new Set(mounted(stack))].filter(
    (name) => !elsewhere.includes(name.split(' ')[1]!) && !name.endsWith('.css'),
  );
}

let w: Waiting;
const begin = async (): Promise<void> => {
  w = await waitingResets({ publicUrl: origin, staffPages: pagesFor(logins) });
};

async function browserOf(visitor: Visitor): Promise<Browser> {
  const browser = new Browser(w.on.app);
  if (visitor === holder) browser.cookies.set('rekey_reset', await w.tokenOf(w.mine, 'subject'));
  if (visitor === otherHolder) browser.cookies.set('rekey_reset', await w.tokenOf(w.other, 'subject'));
  if (isPerson(visitor)) await signInAs(browser, loginOf(visitor));
  return browser;
}

const claims = { stepId: 'invitation', purpose: 'invite', round: 1, secret: 'a secret of 128 bits' } as const;
/** Everything that any of the forms asks for, at once. */
async function filled(browser: Browser): Promise<Record<string, string>> {
  const csrf = (await browser.get('/staff')).forms[0]?.fields['csrf'] ?? '';
  return {
    ...{ csrf, key: 'k'.repeat(22), reset: w.mine.id, user: 'alice', method: 'access' },
    t: await w.f.ports.tokens.issueLink({ ...claims, resetId: w.mine.id }, w.f.now + 60_000),
    ...{ decision: 'approve', 'answer.reached': 'called-them', 'answer.number': '1234' },
    ...{ 'answer.code': '12345678', ticket: 'INC-20417' },
  };
}

/** `instead`: fields that differ from what the form has. */
async function opened(name: string, visitor: Visitor, instead: Record<string, string> = {}): Promise<Outcome> {
  const [method, pattern = ''] = name.split(' ');
  const browser = await browserOf(visitor);
  const form = method === 'POST' ? { ...(await filled(browser)), ...instead } : undefined;
  const stepId = pattern.startsWith('/decide') ? 'approval' : 'email-code';
  const path = pattern.replace(':id', w.mine.id).replace(':stepId', stepId);
  const cookie = [...browser.cookies].map(([key, value]) => `${key}=${value}`).join('; ');
  const headers = { Accept: 'text/html', Origin: origin, ...(cookie && { Cookie: cookie }) };
  const { status, headers: got } = await (form
    ? w.on.call.post(path).set(headers).type('form').send(form)
    : w.on.call.get(path).set(headers));
  if (status === 303) return `to ${got['location']?.split('?')[0] ?? ''}`;
  return status === 403 ? 'refused' : 'in';
}
/** What is on record of those who are signed in and were refused at pages about a reset. */
const onRecord = [
  ['/decide/', 'not-a-decider'],
  ['/help/', 'forbidden'],
] as const;
const begins = (outcome: Outcome, as: Outcome): boolean =>
  as === 'to /' || !as.startsWith('to ') ? outcome === as : outcome.startsWith(as);

it('every page and form stands in the table, and nothing else does', async () => {
  await begin();
  expect(pagesOf(w).sort()).toEqual(Object.keys(table).sort());
});

describe.each(Object.keys(table))('%s', (name) => {
  beforeAll(begin);

  it.each(visitors.map((visitor) => [visitor, expected(table[name]!, visitor)] as const))(
    '%s: %s',
    async (visitor, outcome) => {
      const before = { truth: await w.truth(), refusals: await w.refusals() };
      const became = await opened(name, visitor);
      expect({ became, fits: begins(became, outcome) }).toMatchObject({ fits: true });
      const isDone = outcome === 'in' || outcome === 'to /decide' || outcome === 'to /help/' || name === 'POST /reset';
      if (!(isDone && name.startsWith('POST '))) expect(await w.truth()).toEqual(before.truth);
      const problem = onRecord.find(([path]) => name.includes(path))?.[1];
      const noted =
        isPerson(visitor) && outcome === 'refused' && problem
          ? [{ problem, route: name, by: personOf(visitor).personId }]
          : [];
      expect(await w.refusals()).toEqual([...before.refusals, ...noted]);
    },
  );
});

describe('a form of staff with the token of no session', () => {
  beforeAll(begin);
  const forms = Object.keys(table).filter((name) => /^POST \/(staff|decide|help)\b/.test(name));

  it.each(forms)('%s is refused to whoever may send it, and does nothing', async (name) => {
    const sender = people.find((person) => expected(table[name]!, person) !== 'refused') ?? asked;
    const before = { truth: await w.truth(), refusals: await w.refusals() };
    for (const csrf of ['', 'x'.repeat(64)]) expect(await opened(name, sender, { csrf })).toBe('refused');
    expect({ truth: await w.truth(), refusals: await w.refusals() }).toEqual(before);
  });
});
