// Who may have which reset at whose request.
import { describe, expect, it } from '@jest/globals';
import { ineligible, isTrusted, subjectIneligible } from '../../domain/eligibility.js';
import { requesterKinds, type Plan, type PrivilegedRule, type RequesterKind, type Step } from '../../domain/plan.js';
import type { Subject } from '../../domain/ports.js';
import { planWith, step } from './resets.js';

const subject = (more: Partial<Subject> = {}): Subject => ({
  id: 's',
  personId: 'p',
  decoy: false,
  state: 'active',
  userName: 'u',
  displayName: 'U',
  addresses: [],
  groups: ['staff'],
  privileged: false,
  locale: 'en',
  ...more,
});
const allowing = (by: RequesterKind[], subjects: Partial<Plan['request']['subjects']> = {}): Plan => ({
  ...planWith(),
  request: { by, subjects: { in: [], notIn: [], ...subjects }, privileged: 'second-person' },
});
const self = { kind: 'self' } as const;

describe('who may have a reset', () => {
  it.each(requesterKinds)('a method for %s is for nobody else', (kind) => {
    for (const other of requesterKinds) {
      const why = ineligible(
        allowing([kind]),
        { kind: other, personId: other === 'self-signed-in' ? 'p' : 'another' },
        subject(),
      );
      expect(why).toBe(other === kind ? null : 'requester-not-allowed');
    }
  });

  it('an agent or a colleague asks for somebody else: for themselves they are the subject', () => {
    for (const kind of ['helpdesk', 'colleague'] as const) {
      expect(ineligible(allowing([kind]), { kind, personId: 'p' }, subject())).toBe('not-for-themselves');
      expect(ineligible(allowing([kind]), { kind, personId: 'another' }, subject())).toBeNull();
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
    expect(subjectIneligible(allowing(['self']), 'self', subject({ state: 'disabled' }))).toBe('disabled');
    expect(subjectIneligible(allowing(['self']), 'self', subject())).toBeNull();
  });

  describe('who is privileged', () => {
    const code = step('authenticator', 'ask', 'code', 'email');
    const approval: Step = { ...step('authenticator', 'await', 'approval', 'people'), secondPerson: true };
    const by = requesterKinds;
    const methodOf = (of: Step[], privileged: PrivilegedRule = 'second-person'): Plan => {
      const plan = planWith({ of });
      return { ...plan, request: { ...plan.request, by, privileged } };
    };
    const why = (plan: Plan, kind: RequesterKind, privileged = true) =>
      ineligible(plan, { kind, personId: kind === 'self-signed-in' ? 'p' : 'another' }, subject({ privileged }));

    it.each(requesterKinds)('may not be reset at the word of %s alone', (kind) => {
      expect(why(methodOf([code]), kind)).toBe('not-eligible');
      expect(why(methodOf([]), kind)).toBe('not-eligible');
      expect(why(methodOf([code]), kind, false)).toBeNull();
    });

    it.each(requesterKinds)('may be reset where a second person vouches, unless they ask themselves: %s', (kind) => {
      const themselves = kind === 'self' || kind === 'self-signed-in';
      expect(why(methodOf([code, approval]), kind)).toBe(themselves ? 'not-eligible' : null);
    });

    it.each(requesterKinds)('is as all others where the method says so: %s', (kind) => {
      expect(why(methodOf([code], 'as-others'), kind)).toBeNull();
    });

    it('has the stricter rule where a plan is from before there was one', () => {
      const { privileged: _, ...request } = methodOf([code]).request;
      const old = { ...methodOf([code]), request } as unknown as Plan;
      expect(why(old, 'helpdesk')).toBe('not-eligible');
    });
  });

  it('admins, services and the subject are told the truth; strangers, colleagues and agents are not', () => {
    expect(requesterKinds.filter((kind) => isTrusted(kind))).toEqual(['self-signed-in', 'admin', 'service']);
  });
});
