// Who may have which reset at whose request.
import { describe, expect, it } from '@jest/globals';
import { ineligible, isTrusted, subjectIneligible } from '../../domain/eligibility.js';
import { requesterKinds, type Plan, type RequesterKind } from '../../domain/plan.js';
import type { Subject } from '../../domain/ports.js';
import { planWith } from './resets.js';

const subject = (more: Partial<Subject> = {}): Subject => ({
  id: 's',
  personId: 'p',
  decoy: false,
  state: 'active',
  userName: 'u',
  displayName: 'U',
  addresses: [],
  groups: ['staff'],
  locale: 'en',
  ...more,
});
const allowing = (by: RequesterKind[], subjects: Partial<Plan['request']['subjects']> = {}): Plan => ({
  ...planWith(),
  request: { by, subjects: { in: [], notIn: [], ...subjects } },
});
const self = { kind: 'self' } as const;

describe('who may have a reset', () => {
  it.each(requesterKinds)('a method for %s is for nobody else', (kind) => {
    for (const other of requesterKinds) {
      const why = ineligible(allowing([kind]), { kind: other, personId: 'p' }, subject());
      expect(why).toBe(other === kind ? null : 'requester-not-allowed');
    }
  });

  it.each([
    ['nobody by that name', null, {}, 'unknown-user'],
    ['a disabled user', subject({ state: 'disabled' }), {}, 'disabled'],
    [
      'a member of an excluded group',
      subject({ groups: ['staff', 'privileged'] }),
      { notIn: ['privileged'] },
      'not-eligible',
    ],
    ['no member of the groups it is for', subject(), { in: ['students'] }, 'not-eligible'],
    [
      'a member of both',
      subject({ groups: ['students', 'privileged'] }),
      { in: ['students'], notIn: ['privileged'] },
      'not-eligible',
    ],
    ['a member of one of the groups it is for', subject(), { in: ['students', 'staff'] }, null],
    ['anybody else', subject(), { notIn: ['privileged'] }, null],
  ] as const)('%s: %s', (_who, found, subjects, why) => {
    expect(ineligible(allowing(['self'], subjects), self, found)).toBe(why);
  });

  it('somebody signed in may reset only their own', () => {
    const plan = allowing(['self-signed-in']);
    expect(ineligible(plan, { kind: 'self-signed-in', personId: 'p' }, subject())).toBeNull();
    expect(ineligible(plan, { kind: 'self-signed-in', personId: 'q' }, subject())).toBe('not-the-subject');
    expect(ineligible(plan, { kind: 'self-signed-in' }, subject())).toBe('not-the-subject');
  });

  it('what can change meanwhile is asked again without the requester', () => {
    expect(subjectIneligible(allowing(['self']), subject({ state: 'disabled' }))).toBe('disabled');
    expect(subjectIneligible(allowing(['self']), subject())).toBeNull();
  });

  it('admins, services and the subject are told the truth; strangers, colleagues and agents are not', () => {
    expect(requesterKinds.filter((kind) => isTrusted(kind))).toEqual(['self-signed-in', 'admin', 'service']);
  });
});
