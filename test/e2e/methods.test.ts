// Every method found in `methods/`, from the request to a login with the new password: a new file there is covered by itself.
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anyPhone } from '../../dev/people.js';
import { until } from '../../dev/until.js';
import { anyPassword, openStack, type OpenStack } from '../support/e2e.js';

const methods = readdirSync('methods')
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace(/\.yaml$/, ''));

let stack: OpenStack;
beforeAll(async () => {
  stack = await openStack();
});
afterAll(() => stack?.close());

describe.each(methods)('a reset by %s', (id) => {
  it('ends in a login with the new password, and the old one is refused', async () => {
    const user = await stack.user();
    const method = await stack.method(id);
    expect(await stack.signsIn(user, user.password)).toBe(true);

    const played = await stack.play(method, user);

    expect(played.state).toBe('completed');
    expect(played.password).not.toBe(user.password);
    const login = await stack.logIn(user, played.password);
    if (method.heldBy === 'requester') {
      // What an agent has seen is good for one thing: to choose another.
      expect(login).toEqual({ ok: false, reason: 'must-change' });
      const chosen = anyPassword();
      expect(await stack.logIn(user, played.password, chosen)).toMatchObject({ ok: true });
      expect(await stack.signsIn(user, chosen)).toBe(true);
      expect(await stack.signsIn(user, played.password)).toBe(false);
    } else expect(login.ok).toBe(true);
    expect(await stack.signsIn(user, user.password)).toBe(false);
  });

  it('tells all verified addresses that it was done, and leaves a whole chain of evidence', async () => {
    const name = (await stack.user()).userName;
    const addresses = [`${name}.1@example.org`, `${name}.2@example.org`];
    const user = await stack.user({
      userName: `${name}-two`,
      addresses: [
        ...addresses.map((value) => ({ kind: 'email' as const, value, verified: true })),
        { kind: 'phone', value: anyPhone(), verified: true },
      ],
    });
    const { id: resetId } = await stack.play(await stack.method(id), user);

    for (const address of addresses) await stack.mailbox.notice(address);
    const audit = await until('The last record', async () => {
      const records = await stack.mongo.audit.of(resetId);
      return records.at(-1)?.type === 'reset.closed' && records;
    });
    expect(audit[0]).toMatchObject({ type: 'reset.opened', data: { method: id, decoy: false } });
    expect(audit.at(-1)).toMatchObject({ data: { state: 'completed' } });
  });
});

describe('a reset that somebody else asked for', () => {
  const yaml = `
id: '{id}'
title: By the helpdesk, proved by a code
credential: password
request: { by: [helpdesk] }
authentication: { of: [email-code] }
source: user-entry
targets: [directory]
delivery: none
expires: PT1H
`;

  it('goes on where the subject opened the invitation, never with the requester’s token', async () => {
    const user = await stack.user();
    const method = await stack.publish(yaml);
    const agent = stack.device();
    const asked = await agent.request(
      { user: user.userName, resetMethodId: method.id, ticket: 'INC-20417' },
      { token: await stack.staffToken('rekey-helpdesk') },
    );
    await stack.reaches(asked.context.id, 'authenticating');
    await expect(agent.challenge(asked.context.id, 'email-code', { token: asked.token })).rejects.toMatchObject({
      problem: 'forbidden',
    });

    const link = await stack.mailbox.link(user.address);
    expect(link.href).toMatch(`${stack.env['REKEY_PUBLIC_URL']}/`);
    const theirs = stack.device();
    const joined = await theirs.openLink(link.searchParams.get('t') ?? '');
    expect(joined.context.id).toBe(asked.context.id);
    // A link works once.
    await expect(stack.device().openLink(link.searchParams.get('t') ?? '')).rejects.toMatchObject({
      problem: 'link-used',
    });
    await theirs.challenge(joined.context.id, 'email-code', { token: joined.token });
    const code = await stack.mailbox.code(user.address);
    const proved = await theirs.answer(joined.context.id, 'email-code', { code }, { token: joined.token });
    expect(proved).toMatchObject({ passed: true, context: { state: 'authenticated' } });
    // The agent may look, and no more.
    expect(await agent.look(asked.context.id, asked.token)).toMatchObject({ state: 'authenticated' });
    await expect(
      agent.execute(asked.context.id, 'a password that the agent chose', { token: asked.token }),
    ).rejects.toMatchObject({ problem: 'forbidden' });
    const chosen = 'Nine blue herons left the lake';
    await theirs.execute(joined.context.id, chosen, { token: joined.token });
    await stack.closed(joined.context.id);
    expect(await stack.signsIn(user, chosen)).toBe(true);
  });

  it('can be played through like any other', async () => {
    const user = await stack.user();
    const played = await stack.play(await stack.publish(yaml), user);
    expect(played.state).toBe('completed');
    expect(await stack.signsIn(user, played.password)).toBe(true);
  });
});

describe('a mailed link that proves', () => {
  it('moves the reset to the device that opened it: the token that asked sees only that', async () => {
    const user = await stack.user();
    const [asking, opening] = [stack.device(), stack.device()];
    const { context, token } = await asking.request({ user: user.userName, resetMethodId: 'email-link' });
    const link = await stack.mailbox.link(user.address);
    const moved = await opening.openLink(link.searchParams.get('t') ?? '');

    expect(moved.context).toMatchObject({ id: context.id, state: 'authenticated' });
    await expect(asking.look(context.id, token)).rejects.toMatchObject({ problem: 'continued-elsewhere' });
    await expect(asking.execute(context.id, user.password, { token })).rejects.toMatchObject({
      problem: 'continued-elsewhere',
    });
  });
});
